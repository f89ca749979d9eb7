"""Rows and constraints, no logic. Only `actions`, `queries` and `rows` may import this package.

Free text about a person exists nowhere but in the sealed protection tables. A claim is part of its record's JSON:
a record is written once and never edited, so its claims need no rows of their own.
"""

from homeward.web.models.case import (
    Answer,
    Clearance,
    Funding,
    Gate,
    Guarantee,
    Hold,
    Mission,
    Request,
    RequestItem,
    Screening,
    SealedGate,
    TravelDocument,
    Word,
)
from homeward.web.models.people import Judgement, Pair, Person, Record, SourceList, StageChange
from homeward.web.models.site import Actor, LedgerEntry, Operation, Organisation, SignInTry, StatedFigure, Statement
from homeward.web.models.way import Batch, BatchPlace, Headcount, Manifest, Plan, Transfer

__all__ = [
    "Actor",
    "Answer",
    "Batch",
    "BatchPlace",
    "Clearance",
    "Funding",
    "Gate",
    "Guarantee",
    "Headcount",
    "Hold",
    "Judgement",
    "LedgerEntry",
    "Manifest",
    "Mission",
    "Operation",
    "Organisation",
    "Pair",
    "Person",
    "Plan",
    "Record",
    "Request",
    "RequestItem",
    "Screening",
    "SealedGate",
    "SignInTry",
    "SourceList",
    "StageChange",
    "StatedFigure",
    "Statement",
    "Transfer",
    "TravelDocument",
    "Word",
]
