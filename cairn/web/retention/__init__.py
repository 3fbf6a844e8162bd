"""What will be disposed of and when, and the proofs of what was."""
