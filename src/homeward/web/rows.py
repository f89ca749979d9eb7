"""The one mapper between rows and values: nothing else turns a record into a row or a row into a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from homeward.record import Attribute, Claim, PersonRecord, Source, Summary
from homeward.verify import Request, RequestItem
from homeward.web import models


def claims_to_json(record: PersonRecord) -> list[dict[str, object]]:
    """Return a record's claims as the JSON that a `Record` row keeps."""
    return [
        {
            "attribute": claim.attribute.value,
            "value": claim.value,
            "readings": list(claim.readings),
            "column": claim.source.column,
        }
        for claim in record.claims
    ]


def record_to_row(record: PersonRecord, source_list: models.SourceList) -> models.Record:
    """Return the unsaved row of a record that stands on `source_list`."""
    return models.Record(
        key=record.id,
        source_list=source_list,
        row=record.claims[0].source.row or 0,
        reference=record.first(Attribute.REFERENCE),
        claims=claims_to_json(record),
    )


def record_of(row: models.Record) -> PersonRecord:
    """Return the record that a row keeps."""
    list_id = row.key.rpartition(":")[0]
    return PersonRecord(
        id=row.key,
        claims=tuple(
            Claim(
                attribute=Attribute(claim["attribute"]),
                value=claim["value"],
                readings=tuple(claim["readings"]),
                source=Source(list_id=list_id, row=row.row, column=claim["column"]),
            )
            for claim in row.claims
        ),
    )


def show(person: models.Person, summary: Summary, texts: Iterable[str]) -> None:
    """Set a person row's shown values from what its records say together. Does not save."""
    person.name_native = summary.name_native
    person.name_latin = summary.name_latin
    person.sex = summary.sex
    person.born = summary.born
    person.youngest_born = summary.youngest_born
    person.nationality = summary.nationality
    person.site = summary.site
    person.group_key = summary.group
    person.search = " ".join(dict.fromkeys(text for text in texts if text))


SHOWN = (
    "name_native",
    "name_latin",
    "sex",
    "born",
    "youngest_born",
    "nationality",
    "site",
    "group_key",
    "search",
)


def request_of(row: models.Request) -> Request:
    """Return the request that a row keeps, with its items."""
    items = row.requestitem_set.select_related("person")
    return Request(
        id=row.key,
        state=row.mission.state,
        mission=row.mission.name,
        sent_at=row.sent_at,
        due_date=row.due_date,
        items=tuple(RequestItem(person=item.person.reference, fields=item.fields) for item in items),
    )


def day(text: str) -> date | None:
    """Return an ISO date of a file, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def by_reference(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], models.Person]:
    """Return the person behind each (list name, the list's own number) that is known."""
    wanted = set(pairs)
    rows = models.Record.objects.filter(
        source_list__name__in={name for name, _ in wanted}, person__isnull=False
    ).select_related("person", "source_list")
    found = {}
    for row in rows.order_by("source_list__version"):
        place = (row.source_list.name, row.reference)
        if place in wanted and row.person is not None:
            found[place] = row.person
    return found
