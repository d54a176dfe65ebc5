"""Böhning and Lindsay, Monotonicity of Quadratic-Approximation Algorithms: logistic regression."""
