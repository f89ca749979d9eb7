"""What is compared of a record: every name, date and number it gives, in canonical form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homeward.record import Attribute, Claim, Name, PersonRecord, read_document, read_name

_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NOT_CODE = re.compile(r"[^A-Z0-9]")
_NOT_DIGIT = re.compile(r"\D")
_SHORTEST_DOCUMENT = 4
_SHORTEST_PHONE = 6
_NO_DAY, _APART = "-01-01", 2  # what stands where only the year is known; years that a guessed one may be off
_PHONE_DIGITS = 8  # country and trunk prefixes differ between papers; the last digits do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """A record made ready. Empty tuples and empty texts mean that nothing was claimed."""

    id: str
    list_id: str = ""
    names: tuple[Name, ...] = ()
    fathers: tuple[Name, ...] = ()
    mothers: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()
    sex: str = ""
    born: tuple[str, ...] = ()
    nationality: str = ""
    documents: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()
    postcode: str = ""


def prepare(record: PersonRecord) -> Features:
    """Return the features of a record; what cannot be read counts as not said."""
    said: dict[Attribute, list[Claim]] = {}
    for claim in record.claims:
        said.setdefault(claim.attribute, []).append(claim)
    return Features(
        id=record.id,
        list_id=record.claims[0].source.list_id if record.claims else "",
        names=_names([*said.get(Attribute.NAME, ()), *said.get(Attribute.CALLED, ())]),
        fathers=_names(said.get(Attribute.FATHER, ())),
        mothers=_names(said.get(Attribute.MOTHER, ())),
        places=_names(said.get(Attribute.PLACE, ())),
        sex=_single(said.get(Attribute.SEX, ())),
        born=_births(said),
        nationality=_single(said.get(Attribute.NATIONALITY, ())),
        documents=_codes(said.get(Attribute.DOCUMENT, ()), least=_SHORTEST_DOCUMENT),
        phones=_phones(said.get(Attribute.PHONE, ())),
        arrived=tuple([text for text in _readings(said.get(Attribute.ARRIVED, ())) if len(text) == 10]),
        postcode=next(iter(_codes(said.get(Attribute.POSTCODE, ()), least=1)), ""),
    )


def _names(claims: Sequence[Claim]) -> tuple[Name, ...]:
    if len(claims) == 1:
        return read_name(claims[0].value)
    names = [name for text in dict.fromkeys([claim.value for claim in claims]) for name in read_name(text)]
    return tuple(dict.fromkeys(names))


def _readings(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return all distinct readings, likeliest first."""
    return claims[0].readings if len(claims) == 1 else tuple(dict.fromkeys([r for c in claims for r in c.readings]))


def _births(said: Mapping[Attribute, Sequence[Claim]]) -> tuple[str, ...]:
    """The readings of the birth date, or the years that a stated age leaves where no date was given.

    Where no day was said, those come first that the person's own numbers hold, unless they are of other years.
    """
    readings = _readings(said.get(Attribute.BORN, ())) or _readings(said.get(Attribute.AGE, ()))
    born = tuple([text for text in readings if _ISO.fullmatch(text)])
    if Attribute.DOCUMENT not in said or any([len(text) == 10 and not text.endswith(_NO_DAY) for text in born]):
        return born
    home = _single(said.get(Attribute.NATIONALITY, ()))
    held = [day for text in _values(said[Attribute.DOCUMENT]) for day in read_document(text, home=home).born]
    fitting = [day for day in held if len(day) == 10 and any(_years_apart(day, text) <= _APART for text in born)]
    return tuple(dict.fromkeys((*(fitting if born else held), *born)))


def _years_apart(one: str, other: str) -> int:
    return abs(int(one[:4]) - int(other[:4]))


def _single(claims: Sequence[Claim]) -> str:
    """One reading, or nothing where the record contradicts itself."""
    readings = _readings(claims)
    return readings[0] if len(readings) == 1 else ""


def _values(claims: Sequence[Claim]) -> list[str]:
    return [text for claim in claims for text in (claim.readings or (claim.value,))]


def _codes(claims: Sequence[Claim], *, least: int) -> tuple[str, ...]:
    codes = [_NOT_CODE.sub("", text.upper()) for text in _values(claims)]
    return tuple(dict.fromkeys([code for code in codes if len(code) >= least]))


def _phones(claims: Sequence[Claim]) -> tuple[str, ...]:
    digits = [_NOT_DIGIT.sub("", text) for text in _values(claims)]
    return tuple(dict.fromkeys([text[-_PHONE_DIGITS:] for text in digits if len(text) >= _SHORTEST_PHONE]))
