"""Rows for analysts: CSV, R, SPSS and Stata, with labels, kinds of missing, and a codebook. Confidential."""

from cairn.collection.export.write import FORMATS, write_export

__all__ = ["FORMATS", "write_export"]
