"""Questions that more than one act or screen asks of the tables."""
