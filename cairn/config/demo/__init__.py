"""The demonstration: the published programme of 2018–2020, and a practice programme to try every part in."""
