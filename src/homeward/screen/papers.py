"""The columns of the papers that tell of gates: screenings, guarantees of transit states, and money."""

from __future__ import annotations

SCREENING = (
    "list", "reference", "track", "outcome", "date", "interviewer", "interpreter", "hold", "agreed_on", "fit_on",
)  # fmt: skip
GUARANTEES = ("nationality", "guaranteed_by", "from", "until")
FUNDING = ("nationality", "list", "reference", "payer", "paid_on")
