"""From rows to figures: measures, tallies, estimates, disclosure control."""
