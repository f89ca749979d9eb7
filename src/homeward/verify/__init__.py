"""Whose national? Requests to states, their answers, and how long they take.

Claimed, asserted and confirmed nationality are three values from three mouths. They are kept side by side,
and only a state's own answer makes the third.
"""

from homeward.verify.ageing import AgeingRow, Sent, ageing
from homeward.verify.answer import Answer, Basis, DocumentType, Evidence, Outcome, TravelDocument
from homeward.verify.request import Request, RequestItem

__all__ = [
    "AgeingRow",
    "Answer",
    "Basis",
    "DocumentType",
    "Evidence",
    "Outcome",
    "Request",
    "RequestItem",
    "Sent",
    "TravelDocument",
    "ageing",
]
