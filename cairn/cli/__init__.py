"""The command `cairn`: the pipeline from files, without a web server or a database."""

from cairn.cli.main import main

__all__ = ["main"]
