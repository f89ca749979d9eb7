"""Builders for records and features, with defaults."""

from __future__ import annotations

from homeward.match import Features, prepare
from homeward.record import Attribute, Claim, PersonRecord, Source

_READ = {"born", "sex", "nationality"}


def a_record(key: str = "list:1", *, list_id: str = "", **values: str | tuple[str, ...]) -> PersonRecord:
    """Return a record with the given claims, named after their attribute; dates, sexes and nations are read already."""
    source = Source(list_id=list_id or key.split(":")[0])
    claims = []
    for name, value in values.items():
        texts = (value,) if isinstance(value, str) else value
        readings = texts if name in _READ else ()
        claims.append(Claim(attribute=Attribute(name), value=texts[0], readings=readings, source=source))
    return PersonRecord(id=key, claims=tuple(claims))


def features(key: str = "list:1", **values: str | tuple[str, ...]) -> Features:
    """Return the features of such a record."""
    return prepare(a_record(key, **values))
