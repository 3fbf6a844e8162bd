"""Inspections: where one stands, who takes part, its timetable and its history."""
