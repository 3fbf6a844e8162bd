"""Programmes: what they judge by, their phases and holidays, and their inspections side by side."""
