"""Shi, Su and Jordan, On Learning Rates and Schrödinger Operators: the framework."""
