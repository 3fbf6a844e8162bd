"""Screens: each area holds addresses, views, forms and presenters, and nothing else."""
