"""What anyone may read: published reports, and how we know."""
