"""Gopalani and Mukherjee, Global Convergence of SGD On Two Layer Neural Nets."""
