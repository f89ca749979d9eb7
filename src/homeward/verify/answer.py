"""What came back from a state. Only a confirmed answer makes a confirmed nationality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from homeward.errors import InputError


class Outcome(StrEnum):
    """What a state may say of a person it was asked about."""

    CONFIRMED = "confirmed"
    NOT_FOUND = "not_found"
    MORE_NEEDED = "more_needed"
    NOT_OURS = "not_ours"
    REFUSED = "refused"


class Evidence(StrEnum):
    """What a confirmation rests on, as the state says it."""

    REGISTER = "register"
    DOCUMENT = "document"
    INTERVIEW = "interview"
    FAMILY = "family"
    NONE = "none"


class Basis(StrEnum):
    """Why a state takes a person back: Palermo Protocol art. 8(1) and ACTIP art. 15(1) name both."""

    NATIONAL = "national"
    PERMANENT_RESIDENT = "permanent_resident"


class DocumentType(StrEnum):
    """The kinds of travel document a mission may issue (ICAO Doc 9303 part 8 covers the many names of the second)."""

    PASSPORT = "passport"
    EMERGENCY = "emergency"
    LAISSEZ_PASSER = "laissez_passer"


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelDocument:
    """A paper for one journey or more. `name` is exactly as printed; both dates are inclusive."""

    type: DocumentType
    number: str
    issuing_post: str
    valid_from: date
    valid_to: date
    single_journey: bool
    name: str = ""

    def __post_init__(self) -> None:
        if not self.number.strip():
            raise InputError("input.bad-value", "a travel document has a number")
        if self.valid_to < self.valid_from:
            raise InputError("input.bad-value", "a travel document cannot end before it begins")

    def is_valid(self, on: date) -> bool:
        """Tell whether the paper is valid on this day."""
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a state says of one person. `question` says what is missing, and stands only with `more_needed`."""

    request: str
    person: str
    outcome: Outcome
    evidence: Evidence = Evidence.NONE
    basis: Basis | None = None
    document: TravelDocument | None = None
    question: str = ""
    answered_at: datetime
    officer: str

    def __post_init__(self) -> None:
        if self.answered_at.tzinfo is None:
            raise InputError("input.bad-value", "an answer's time needs its time zone")
        if not self.officer.strip():
            raise InputError("input.bad-value", "an answer names its officer")
        for rule, is_broken in self._rules():
            if is_broken:
                raise InputError("input.bad-value", rule)

    def _rules(self) -> tuple[tuple[str, bool], ...]:
        is_yes = self.outcome is Outcome.CONFIRMED
        return (
            ("a confirmed answer has a basis, and no other has one", is_yes != (self.basis is not None)),
            ("a confirmed answer says what it rests on", is_yes and self.evidence is Evidence.NONE),
            ("only a confirmed answer brings a travel document", self.document is not None and not is_yes),
            (
                "a question stands with more_needed and nowhere else",
                (self.outcome is Outcome.MORE_NEEDED) != bool(self.question.strip()),
            ),
        )
