"""Stand-in evidence from published statements: what the words allow, not what was found."""
