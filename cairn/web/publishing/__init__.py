"""Reports while they are written, reviewed, published, revised and withdrawn."""
