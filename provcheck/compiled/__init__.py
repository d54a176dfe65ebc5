"""Numba twins of `provcheck.reference`: same file names, same signatures, float64 only."""
