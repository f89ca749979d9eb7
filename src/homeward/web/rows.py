"""The one mapper between rows and values: nothing else turns a record into a row or a row into a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from homeward.handover import Cleared, Entry, Manifest
from homeward.record import Attribute, Claim, PartialDate, PersonRecord, Source, Summary, is_minor
from homeward.screen import Clearance
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


# What is shown of a person, from all their records.
SHOWN = ("name_native", "name_latin", "sex", "born", "youngest_born", "nationality", "site", "search")


def show(person: models.Person, summary: Summary, texts: Iterable[str]) -> None:
    """Set a person row's shown values from what its records say together. Does not save."""
    for name in SHOWN[:-1]:
        setattr(person, name, getattr(summary, name))
    person.search = " ".join(dict.fromkeys(text for text in texts if text))


def may_be_child(person: models.Person, on: date) -> bool:
    """Tell whether somebody is a child on the youngest reading of the birth date; False where none is known."""
    return bool(person.youngest_born) and is_minor((PartialDate.from_iso(person.youngest_born),), on=on)


def request_of(row: models.Request, *, items: Iterable[models.RequestItem]) -> Request:
    """Return the request that a row keeps, with its items."""
    return Request(
        id=row.key,
        state=row.mission.state,
        mission=row.mission.name,
        sent_at=row.sent_at,
        due_date=row.due_date,
        items=tuple(RequestItem(person=item.person.reference, fields=item.fields) for item in items),
    )


def clearance_of(row: models.Clearance) -> Clearance:
    """Return the clearance that a row keeps. Only `screen` made it; this only brings it back."""
    return Clearance(
        person=row.person.reference,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        rules=row.rules_version,
        rests_on=tuple(row.rests_on),
    )


def manifest_to_row(manifest: Manifest, batch: models.Batch, *, made_at: datetime) -> models.Manifest:
    """Return the unsaved row of a manifest, with the clearances it rests on beside what is sealed."""
    clearances = {
        pair.entry.person: {
            "valid_from": pair.clearance.valid_from.isoformat(),
            "valid_until": pair.clearance.valid_until.isoformat(),
            "rules": pair.clearance.rules,
            "rests_on": list(pair.clearance.rests_on),
        }
        for pair in manifest.cleared
    }
    return models.Manifest(
        batch=batch,
        version=manifest.version,
        digest=manifest.digest,
        content=manifest.content,
        clearances=clearances,
        made_at=made_at,
    )


def manifest_of(row: models.Manifest) -> Manifest:
    """Return the manifest that a row keeps, each entry under the clearance that let it stand there."""
    content = row.content
    return Manifest(
        batch=content["batch"],
        version=content["version"],
        recipient=content["recipient"],
        travel_date=date.fromisoformat(content["travel_date"]),
        crossing=content["crossing"],
        supersedes=content["supersedes"],
        cleared=tuple(_cleared(entry, row.clearances[entry["person"]]) for entry in content["entries"]),
    )


def _cleared(entry: dict[str, Any], kept: dict[str, Any]) -> Cleared:
    days = {name: date.fromisoformat(kept[name]) for name in ("valid_from", "valid_until")}
    clearance = Clearance(person=entry["person"], **days, rules=kept["rules"], rests_on=tuple(kept["rests_on"]))
    expiry = date.fromisoformat(entry["document_expiry"])
    return Cleared(clearance=clearance, entry=Entry(**{**entry, "document_expiry": expiry}))


def by_reference(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], models.Person]:
    """Return the person behind each (list name, the list's own number) that is known."""
    wanted = set(pairs)
    rows = models.Record.objects.filter(
        source_list__name__in={name for name, _ in wanted}, person__isnull=False
    ).order_by("source_list__version")
    # A later version's row takes the place of an earlier one's.
    owner = {
        (name, own): person
        for name, own, person in rows.values_list("source_list__name", "reference", "person")
        if (name, own) in wanted
    }
    people = models.Person.objects.in_bulk(set(owner.values()))
    return {place: people[person] for place, person in owner.items() if person is not None}
