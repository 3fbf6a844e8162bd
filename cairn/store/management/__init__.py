"""Operations as Django finds them, by the name of the file."""
