"""Lists in any format become records, and the rows left behind with the reason."""

from __future__ import annotations

from homeward.intake.leftover import ROW_FAULTS, Finding, Leftover, RowsRefused
from homeward.intake.lists import Intake, no_collecting, read_content, read_list
from homeward.intake.mapping import Mapping, read_mapping, register_role
from homeward.intake.read import Sheet, read_sheets
from homeward.intake.reconcile import Reconciliation, reconcile
from homeward.intake.sniff import delimiter, identify, tell_encoding
from homeward.intake.tables import read_day, read_table
from homeward.intake.versions import Change, VersionChange, compare_versions
from homeward.intake.words import fold, heading_words, words

__all__ = [
    "ROW_FAULTS",
    "Change",
    "Finding",
    "Intake",
    "Leftover",
    "Mapping",
    "Reconciliation",
    "RowsRefused",
    "Sheet",
    "VersionChange",
    "compare_versions",
    "delimiter",
    "fold",
    "heading_words",
    "identify",
    "no_collecting",
    "read_content",
    "read_day",
    "read_list",
    "read_mapping",
    "read_sheets",
    "read_table",
    "reconcile",
    "register_role",
    "tell_encoding",
    "words",
]
