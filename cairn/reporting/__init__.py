"""What people read: the report and the briefing, as one HTML file and as a tagged PDF."""
