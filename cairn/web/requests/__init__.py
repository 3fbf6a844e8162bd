"""What is asked of the partnership, and what it answers: words, files, a position statement."""
