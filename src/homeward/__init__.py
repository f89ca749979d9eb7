"""Homeward: from the first list to the way home."""

__version__ = "0.1.0"
