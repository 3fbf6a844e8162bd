"""Leaves, each named after what it extends. No noun of the field is allowed here."""
