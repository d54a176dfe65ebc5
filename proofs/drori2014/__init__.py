"""Drori and Teboulle, Performance of First-Order Methods for Smooth Convex Minimization."""
