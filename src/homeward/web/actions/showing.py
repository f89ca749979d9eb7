"""What is shown of a person, worked out anew from the records that stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from homeward.record import Attribute, summarise
from homeward.web import models
from homeward.web.actions.writing import parts, rewrite
from homeward.web.folding import searchable
from homeward.web.rows import SHOWN, record_of, show

_SEARCHED = (Attribute.NAME, Attribute.CALLED, Attribute.DOCUMENT)


def show_people(keys: Collection[int]) -> None:
    """Show these people anew from all their current records."""
    for some in parts(sorted(keys)):
        members: dict[int, list[models.Record]] = defaultdict(list)
        for row in models.Record.objects.filter(is_current=True, person__in=some):
            members[row.person_id or 0].append(row)
        people = list(models.Person.objects.filter(pk__in=some))
        for person in people:
            rows = members[person.pk]
            show(person, summarise([record_of(row) for row in rows]), _words(person.reference, rows))
        rewrite(people, SHOWN)


def _words(own_reference: str, rows: Sequence[models.Record]) -> Iterable[str]:
    yield searchable(own_reference)
    for row in rows:
        yield searchable(row.reference)
        for claim in row.claims:
            if claim["attribute"] in _SEARCHED:
                yield searchable(claim["value"])
