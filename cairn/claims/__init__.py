"""What we may say: claims, words for numbers, verification, consistency of statements."""
