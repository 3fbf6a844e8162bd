"""What we ask: instruments, items, answer scales, applicability."""
