"""Who may read what of a person: one table, and the people who exist for a reader.

The table is the need-to-know matrix of the domain reference (§2.8), a row a role. What is not in a reader's rows is not
read from the database at all; a person outside a reader's people gives the same "not found" as one who is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from homeward.record import Attribute
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.permissions import verbs_of

_CORE = frozenset(
    {
        Attribute.NAME,
        Attribute.CALLED,
        Attribute.SEX,
        Attribute.BORN,
        Attribute.AGE,
        Attribute.NATIONALITY,
        Attribute.DOCUMENT,
        Attribute.LANGUAGE,
        Attribute.GROUP,
        Attribute.SITE,
        Attribute.ARRIVED,
        Attribute.REFERENCE,
    }
)
_ALL = frozenset(Attribute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one role sees of a person it may see at all: parts of the page, and attributes whose claims are shown."""

    parts: frozenset[str]
    attributes: frozenset[Attribute]


def _sight(parts: str, attributes: frozenset[Attribute]) -> Sight:
    return Sight(parts=frozenset(parts.split()), attributes=attributes)


# "asked" shows nothing but the fields that were sent to the reader's own state.
NEED_TO_KNOW: dict[str, Sight] = {
    "registrar": _sight("claims told movements", _ALL),
    "reviewer": _sight("claims told judgements movements", _ALL),
    "screening": _sight("claims told judgements gates requests papers movements protection", _ALL),
    "caseworker": _sight("claims told gates requests papers movements", _CORE),
    "coordinator": _sight("claims told judgements gates requests papers movements", _CORE),
    "consular": _sight("asked requests papers movements", frozenset()),
    "border": _sight("", frozenset()),
    "reception": _sight("", frozenset()),
    "spokesperson": _sight("", frozenset()),
    "dpo": _sight("protection", frozenset()),
    "admin": _sight("", frozenset()),
}


def sight_of(by: By) -> Sight:
    """Return what the reader's roles see together."""
    rows = [NEED_TO_KNOW[role] for role in by.roles]
    return Sight(
        parts=frozenset().union(*(row.parts for row in rows)),
        attributes=frozenset().union(*(row.attributes for row in rows)),
    )


def may(by: By, verb: str) -> bool:
    """Tell whether the reader holds `verb`."""
    return verb in verbs_of(by.roles)


def people_of(by: By) -> QuerySet[models.Person]:
    """Return the people who exist for this reader: all, those its state was asked about, or none."""
    people = models.Person.objects.filter(merged_into=None)
    if may(by, "person.see"):
        return people
    if may(by, "person.see_own"):
        return people.filter(requestitem__request__mission__state=by.state).distinct()
    return people.none()
