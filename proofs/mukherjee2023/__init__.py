"""Mukherjee, Provable Training Of Two Layer Neural Nets: slides of 19 January 2023."""
