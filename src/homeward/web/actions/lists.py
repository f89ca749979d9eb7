"""Taking in lists: the file is kept as received, its records are written once, an older version is superseded."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from django.db.models import TextField
from django.db.models.functions import Cast

from homeward.intake import ROW_FAULTS, Intake, Mapping, compare_versions, read_content
from homeward.policy import standard_policy
from homeward.record import PersonRecord
from homeward.web import models, operation
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.showing import show_people
from homeward.web.actions.writing import fill, parts
from homeward.web.rows import record_of, record_to_row

_RECORD = ("key", "source_list", "row", "reference", "claims", "is_current", "person")
_values = attrgetter("key", "source_list_id", "row", "reference", "claims", "is_current", "person_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """What came of taking in a list. `was_known` is true when the same file had been taken before."""

    name: str
    version: int
    rows_read: int
    rows_left: int
    was_known: bool


@action("list.import")
def list_import(
    by: By,
    *,
    name: str,
    file_name: str,
    data: bytes,
    organisation: str,
    accept_leftovers: bool = False,
    mapping: Mapping | None = None,
) -> Done[ListTaken]:
    """Take in one list, or the next version of one; the same file again changes nothing.

    Unless `accept_leftovers`, a single row that cannot be read refuses the whole file.
    """
    version = models.SourceList.objects.filter(name=name).count() + 1
    intake = read_content(
        data,
        file_name,
        list_id=f"{name}/{version}",
        mapping=mapping,
        policy=standard_policy(),
        at=by.day,
        accept_leftovers=ROW_FAULTS if accept_leftovers else (),
    )
    row = models.SourceList.objects.filter(digest=intake.digest).first()
    was_known = row is not None
    if row is None:
        operation.keep_in(file_name, data)
        row = _write(by, intake, name=name, version=version, file_name=file_name, organisation=organisation)
    rows = {"rows_read": row.rows_read, "rows_left": row.rows_left}
    taken = ListTaken(name=row.name, version=row.version, **rows, was_known=was_known)
    content = {"digest": intake.digest, **rows}
    return Done(value=taken, object=f"list:{row.name}/{row.version}", content=content, has_changed=not was_known)


def _write(by: By, intake: Intake, *, name: str, version: int, file_name: str, organisation: str) -> models.SourceList:
    registrar, _ = models.Organisation.objects.get_or_create(name=organisation, defaults={"kind": "registrar"})
    row = models.SourceList.objects.create(
        name=name,
        version=version,
        organisation=registrar,
        file_name=Path(file_name).name,
        digest=intake.digest,
        received_at=by.at,
        rows_read=intake.rows_read,
        rows_left=intake.rows_left,
        report={
            "columns": {column.heading: list(column.roles) for column in intake.columns},
            "columns_not_taken": list(intake.columns_not_taken),
            "titles": list(intake.titles),
            "findings": [dataclasses.asdict(finding) for finding in intake.findings],
            "leftovers": [dataclasses.asdict(leftover) for leftover in intake.leftovers],
        },
    )
    records = [record_to_row(record, row) for record in intake.records]
    heirs = _inherit(records, row)
    fill(models.Record, _RECORD, rows=(_values(record) for record in records))
    show_people(heirs)
    before = models.SourceList.objects.filter(name=name, version=version - 1).first()
    if before is not None:
        change = compare_versions(*_unlike(before, row))
        row.report["change"] = {part: len(getattr(change, part)) for part in ("added", "gone", "changed")}
        row.save(update_fields=["report"])
    return row


def _inherit(records: Sequence[models.Record], row: models.SourceList) -> set[int]:
    """Let records of the version before give way to those with the same number; what was dropped stays current.

    Returns the people who are known from other words now.
    """
    older = models.Record.objects.filter(source_list__name=row.name, is_current=True).exclude(reference="")
    before = {own: (key, person) for key, own, person in older.values_list("key", "reference", "person")}
    gone, heirs = set(), set()
    for record in records:
        key, person = before.get(record.reference, ("", None))
        record.person_id = person
        if key:
            gone.add(key)
        if person:
            heirs.add(person)
    for some in parts(sorted(gone)):
        models.Record.objects.filter(key__in=some).update(is_current=False)
    return heirs


def _unlike(old: models.SourceList, new: models.SourceList) -> Iterator[list[PersonRecord]]:
    """Yield of either version the records that do not stand in the other word for word.

    Most of them do, and reading them all as records takes long.
    """
    both = [_said(old), _said(new)]
    alike = {text for text, keys in both[0].items() if len(keys) == len(both[1].get(text, ())) == 1}
    for said in both:
        keys = [key for text, those in said.items() if text not in alike for key in those]
        yield [record_of(row) for some in parts(keys) for row in models.Record.objects.filter(key__in=some)]


def _said(version: models.SourceList) -> dict[str, list[str]]:
    """Return a version's records by all that they say, as it is kept."""
    found: dict[str, list[str]] = defaultdict(list)
    kept = models.Record.objects.filter(source_list=version).annotate(said=Cast("claims", TextField()))
    for key, said in kept.order_by("row").values_list("key", "said"):
        found[said].append(key)
    return found
