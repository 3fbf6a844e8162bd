"""Rows → tallies, counted in the process unless another engine is named. The last room that sees a row."""

from cairn.analysis.tallies.tally_source import tally_source

__all__ = ["tally_source"]
