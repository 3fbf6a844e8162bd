"""Rows → tallies, by Ibis on DuckDB. The last room that sees a row."""

from cairn.analysis.tallies.tally_source import tally_source

__all__ = ["tally_source"]
