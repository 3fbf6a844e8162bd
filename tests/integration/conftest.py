from tests.lib.own_server import folder, server

__all__ = ["folder", "server"]
