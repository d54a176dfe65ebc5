"""Gao and Pavel, On the Properties of the Softmax Function: log-sum-exp and its derivatives."""
