"""provcheck decides what a paper's theorems are worth, with evidence a reader can replay."""

__all__ = ["__version__"]

__version__ = "0.1.0"
