"""Every part of a page drawn once, without database and views: `python -m tests.lib.gallery FOLDER`."""
