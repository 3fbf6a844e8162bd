"""Rows for analysts: CSV, R, SPSS and Stata, with labels, kinds of missing, and a codebook. Confidential."""

from cairn.collection.export.write import FORMATS, order_problems, write_export

__all__ = ["FORMATS", "order_problems", "write_export"]
