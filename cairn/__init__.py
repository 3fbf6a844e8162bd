"""Cairn: joint inspection evidence, and words that can be followed back to it."""

__version__ = "0.1.0"
