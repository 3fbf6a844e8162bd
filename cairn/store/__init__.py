"""What Cairn keeps: a table per noun, guarded by constraints and row-level security. No rules, no screens."""
