"""How Cairn is put together and run: settings, addresses, the server, and the commands that need them."""
