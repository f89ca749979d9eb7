"""Counts, what may be released of them, and the statement in words."""

from homeward.report.checks import Exposure, find_exposures
from homeward.report.mitigate import release
from homeward.report.statement import Equality, Situation, Statement, draft_statement, reconcile
from homeward.report.table import Band, Measure, Release, Scope, Table, band_of

__all__ = [
    "Band",
    "Equality",
    "Exposure",
    "Measure",
    "Release",
    "Scope",
    "Situation",
    "Statement",
    "Table",
    "band_of",
    "draft_statement",
    "find_exposures",
    "reconcile",
    "release",
]
