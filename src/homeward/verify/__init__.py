"""Whose national? Requests to states, their answers, and how long they take.

Claimed, asserted and confirmed nationality are three values from three mouths. They are kept side by side,
and only a state's own answer makes the third.
"""

from homeward.verify.ageing import AgeingRow, Unanswered, ageing, overdue
from homeward.verify.answer import (
    Answer,
    Basis,
    Confirmation,
    DocumentType,
    Evidence,
    Outcome,
    TravelDocument,
    confirm,
)
from homeward.verify.request import Request, RequestItem

__all__ = [
    "AgeingRow",
    "Answer",
    "Basis",
    "Confirmation",
    "DocumentType",
    "Evidence",
    "Outcome",
    "Request",
    "RequestItem",
    "TravelDocument",
    "Unanswered",
    "ageing",
    "confirm",
    "overdue",
]
