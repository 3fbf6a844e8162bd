"""What is a person's to do now, and who has which role where."""
