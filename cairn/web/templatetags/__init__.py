"""Template tags of the whole web."""
