"""A claim is one value someone asserted about one attribute; a record is all claims on one person from one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Attribute(StrEnum):
    """The closed list of what may be claimed about a person.

    What is not here cannot be stored: no biometrics, ethnicity, religion, accusation, warrant or score
    (`docs/refusals.md`).
    """

    NAME = "name"
    CALLED = "called"
    SEX = "sex"
    BORN = "born"
    AGE = "age"
    NATIONALITY = "nationality"
    DOCUMENT = "document"
    FATHER = "father"
    MOTHER = "mother"
    PLACE = "place"
    POSTCODE = "postcode"
    PHONE = "phone"
    LANGUAGE = "language"
    GROUP = "group"
    SITE = "site"
    ARRIVED = "arrived"
    REFERENCE = "reference"  # the number that the list itself gives the person


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a claim comes from. `list_id` names the list's version; `row` counts as the spreadsheet shows it."""

    list_id: str
    row: int | None = None
    column: str | None = None
    stated_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value someone asserted about one attribute.

    `value` is as written. `readings` are its plausible meanings in canonical text, the likeliest first, empty
    where reading is left to the matcher (names): partial ISO dates for BORN and ARRIVED ("1998-03-12",
    "1998-03", "1998"), "M"/"F"/"X" for SEX, ISO 3166-1 alpha-3 for NATIONALITY ("XXA" stateless), upper-case
    letters and digits for DOCUMENT and PHONE.
    """

    attribute: Attribute
    value: str
    readings: tuple[str, ...] = ()
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """All claims on one person from one list. Never edited; superseded by the list's next version."""

    id: str
    claims: tuple[Claim, ...]

    def claimed(self, attribute: Attribute) -> tuple[Claim, ...]:
        """Return the claims on one attribute, in the order they were read."""
        return tuple(claim for claim in self.claims if claim.attribute is attribute)

    def readings(self, attribute: Attribute) -> tuple[str, ...]:
        """Return all distinct readings of one attribute, likeliest first."""
        return tuple(dict.fromkeys(r for c in self.claims if c.attribute is attribute for r in c.readings))

    def first(self, attribute: Attribute) -> str:
        """Return the first value as written, or an empty text where nothing was claimed."""
        return next((claim.value for claim in self.claims if claim.attribute is attribute), "")
