"""Comparing two records, attribute by attribute: the reference that every engine must agree with."""

from __future__ import annotations

from homeward.match.compare.pair import ATTRIBUTES, Comparison, compare

__all__ = ["ATTRIBUTES", "Comparison", "compare"]
