"""Benchmarks: each prints our figure, the figure of a reference measured in the same run, and the ratio."""
