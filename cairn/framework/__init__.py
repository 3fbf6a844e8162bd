"""What we judge: framework editions, scales, inspection questions, vocabularies."""
