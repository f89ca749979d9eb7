"""Which field to ask for, when the fields given cannot tell who it is: a field's name, never anybody's value."""

from __future__ import annotations

from collections.abc import Sequence

from homeward.match.compare.dates import precise
from homeward.match.features import Features

# The most telling first. What one person can be asked for, and where it stands in the features.
_FIELDS = (
    ("document", "documents"), ("born", "born"), ("father", "fathers"), ("mother", "mothers"), ("phone", "phones"),
    ("place", "places"), ("name", "names"),
)  # fmt: skip


def best_question(claim: Features, candidates: Sequence[Features]) -> str:
    """Return the field that the claim lacks and that tells most of the likeliest candidates apart.

    Where none does, the most telling field that the claim lacks; "name" where it lacks none. The document counts
    only where the register has it: nobody is asked for a number that nothing can be held against.
    """
    missing = [(field, place) for field, place in _FIELDS if not _is_given(claim, place)]
    if not candidates:
        return missing[0][0] if missing else "name"
    for field, place in missing:
        values = [getattr(entry, place) for entry in candidates[:3]]
        if all(values) and (len(values) == 1 or len(set(values)) > 1):
            return field
    return missing[0][0] if missing else "name"


def _is_given(claim: Features, place: str) -> bool:
    return bool(precise(claim.born)) if place == "born" else bool(getattr(claim, place))
