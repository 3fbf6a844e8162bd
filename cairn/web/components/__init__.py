"""The parts pages are made of: values a presenter fills, form fields and widgets, and how each is drawn."""
