"""The only door between the store and the core: rows out as values, results in as rows."""
