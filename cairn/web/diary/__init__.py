"""The diary of an inspection: what is planned, what took place, what the team noted."""
