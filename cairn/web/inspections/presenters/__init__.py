"""What the pages of an inspection show, in plain values."""
