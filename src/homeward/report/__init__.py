"""Counts, what may be released of them, and the statement in words."""

from homeward.report.checks import Exposure, find_exposures
from homeward.report.mitigate import release
from homeward.report.stated import Doubt, StatedFigure, find_doubts
from homeward.report.statement import Equality, Situation, Statement, draft_statement, reconcile
from homeward.report.table import Band, Measure, Release, Scope, Table, band_of

__all__ = [
    "Band",
    "Doubt",
    "Equality",
    "Exposure",
    "Measure",
    "Release",
    "Scope",
    "Situation",
    "StatedFigure",
    "Statement",
    "Table",
    "band_of",
    "draft_statement",
    "find_doubts",
    "find_exposures",
    "reconcile",
    "release",
]
