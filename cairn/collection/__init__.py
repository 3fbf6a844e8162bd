"""What came back: forms to fill in, filled-in forms, and the evidence bundle they become."""
