"""Jakhmola, Gradient Flow Convergence Guarantee for General Neural Network Architectures."""
