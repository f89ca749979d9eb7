"""What is compared of a record: every name, date and number it gives, in canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from homeward.record import Attribute, Name, PersonRecord, read_name

_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NOT_CODE = re.compile(r"[^A-Z0-9]")
_NOT_DIGIT = re.compile(r"\D")
_SHORTEST_DOCUMENT = 4
_SHORTEST_PHONE = 6
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
    return Features(
        id=record.id,
        list_id=record.claims[0].source.list_id if record.claims else "",
        names=_names(record, Attribute.NAME, Attribute.CALLED),
        fathers=_names(record, Attribute.FATHER),
        mothers=_names(record, Attribute.MOTHER),
        places=_names(record, Attribute.PLACE),
        sex=_single(record, Attribute.SEX),
        born=_births(record),
        nationality=_single(record, Attribute.NATIONALITY),
        documents=_codes(record, Attribute.DOCUMENT, least=_SHORTEST_DOCUMENT),
        phones=_phones(record),
        arrived=tuple(text for text in record.readings(Attribute.ARRIVED) if len(text) == 10),
        postcode=next(iter(_codes(record, Attribute.POSTCODE, least=1)), ""),
    )


def _names(record: PersonRecord, *attributes: Attribute) -> tuple[Name, ...]:
    written = dict.fromkeys([claim.value for attribute in attributes for claim in record.claimed(attribute)])
    names = tuple([name for text in written for name in read_name(text)])
    return tuple(dict.fromkeys(names)) if len(names) > 1 else names


def _births(record: PersonRecord) -> tuple[str, ...]:
    """The readings of the birth date, or the years that a stated age leaves where no date was given."""
    readings = record.readings(Attribute.BORN) or record.readings(Attribute.AGE)
    return tuple(text for text in readings if _ISO.fullmatch(text))


def _single(record: PersonRecord, attribute: Attribute) -> str:
    """One reading, or nothing where the record contradicts itself."""
    readings = record.readings(attribute)
    return readings[0] if len(readings) == 1 else ""


def _values(record: PersonRecord, attribute: Attribute) -> list[str]:
    return [text for claim in record.claimed(attribute) for text in (claim.readings or (claim.value,))]


def _codes(record: PersonRecord, attribute: Attribute, *, least: int) -> tuple[str, ...]:
    codes = (_NOT_CODE.sub("", text.upper()) for text in _values(record, attribute))
    return tuple(dict.fromkeys(code for code in codes if len(code) >= least))


def _phones(record: PersonRecord) -> tuple[str, ...]:
    digits = (_NOT_DIGIT.sub("", text) for text in _values(record, Attribute.PHONE))
    return tuple(dict.fromkeys(text[-_PHONE_DIGITS:] for text in digits if len(text) >= _SHORTEST_PHONE))
