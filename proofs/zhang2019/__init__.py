"""Zhang and Sennrich, Root Mean Square Layer Normalization."""
