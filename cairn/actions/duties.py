"""What Cairn does by itself, at set times."""

from __future__ import annotations

from procrastinate import App


def register(app: App) -> None:
    """Called once the web framework is ready, with the queue that runs the duties."""
