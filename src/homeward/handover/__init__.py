"""Batch → manifest → headcounts and custody. What goes in comes out, or a reason stands beside it."""

from homeward.handover.custody import Acknowledgement, CustodyFinding, Transfer, check_custody
from homeward.handover.headcount import (
    Absence,
    CountFinding,
    Headcount,
    Point,
    check_headcounts,
    take_headcount,
)
from homeward.handover.manifest import Cleared, Entry, Manifest
from homeward.handover.papers import ARRIVALS, COUNTS
from homeward.handover.reasons import Reason, reason, reasons

__all__ = [
    "ARRIVALS",
    "COUNTS",
    "Absence",
    "Acknowledgement",
    "Cleared",
    "CountFinding",
    "CustodyFinding",
    "Entry",
    "Headcount",
    "Manifest",
    "Point",
    "Reason",
    "Transfer",
    "check_custody",
    "check_headcounts",
    "reason",
    "reasons",
    "take_headcount",
]
