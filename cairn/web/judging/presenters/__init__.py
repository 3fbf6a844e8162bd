"""What the pages of judging show, in plain values."""
