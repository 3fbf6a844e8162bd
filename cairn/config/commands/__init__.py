"""The commands that need the web server or its database: one file each, loaded by name."""
