"""Hand-over: sealed manifests out, headcounts and arrivals in; who crossed is no longer here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from homeward.case import Stage
from homeward.errors import InputError, Refused, Spot
from homeward.handover import (
    ARRIVALS,
    COUNTS,
    Absence,
    Acknowledgement,
    Cleared,
    Entry,
    Headcount,
    Manifest,
    Point,
    Transfer,
    check_custody,
    check_headcounts,
    reason,
    take_headcount,
)
from homeward.render import manifest_csv, manifest_pdf, manifest_xlsx
from homeward.web import models, operation
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.leaving import require_watchers
from homeward.web.actions.papers import Line, read_paper
from homeward.web.actions.stages import move
from homeward.web.rows import clearance_of, manifest_of, manifest_to_row

RECIPIENT = "transit_immigration"
# Who holds people before and after the bridge; both sign.
GIVER, TAKER = "camp authority", "transit immigration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One manifest: its batch and version, how many stand on it, and its files in `out/`."""

    batch: str
    version: int
    people: int
    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """What the headcounts of a day say together."""

    batches: int
    handed_over: int
    absent: int


@action("manifest.make")
def manifests_make(by: By, *, day: date) -> Done[tuple[Made, ...]]:
    """Make and write the manifest of every batch of one day; who has no valid clearance goes back to waiting."""
    require_watchers()
    made = []
    for batch in models.Batch.objects.filter(day=day, plan__is_current=True, stage="planned").order_by("key"):
        manifest = _manifest(by, batch)
        if manifest is None:
            continue
        files = _write(by, manifest)
        made.append(
            Made(
                batch=batch.key,
                version=manifest.version,
                people=len(manifest.entries),
                digest=manifest.digest,
                files=files,
            )
        )
    content: dict[str, object] = {row.batch: row.digest for row in made}
    return Done(value=tuple(made), object=f"manifests:{day}", content=content, has_changed=bool(made))


def _manifest(by: By, batch: models.Batch) -> Manifest | None:
    """Seal one batch as it stands today, and announce those who are on it."""
    places = models.BatchPlace.objects.filter(batch=batch, is_active=True, is_reserve=False).select_related("person")
    people = [place.person for place in places]
    cleared = _cleared(people, on=batch.day)
    going = [person for person in people if person.reference in cleared]
    staying = [person for person in people if person.reference not in cleared]
    move([person for person in staying if person.stage == Stage.ASSIGNED], Stage.WAITING, by=by)
    models.BatchPlace.objects.filter(batch=batch, person__in=staying).update(is_active=False)
    batch.stage = "announced" if going else "empty"
    batch.save(update_fields=["stage"])
    if not going:
        return None
    before = models.Manifest.objects.filter(batch=batch).order_by("-version").first()
    manifest = Manifest(
        batch=batch.key,
        version=before.version + 1 if before else 1,
        supersedes=before.digest if before else "",
        recipient=RECIPIENT,
        travel_date=batch.day,
        crossing=batch.crossing,
        cleared=tuple(cleared[person.reference] for person in going),
    )
    move([person for person in going if person.stage == Stage.ASSIGNED], Stage.ANNOUNCED, by=by)
    manifest_to_row(manifest, batch, made_at=by.at).save()
    return manifest


def _cleared(people: Sequence[models.Person], *, on: date) -> dict[str, Cleared]:
    """Return the manifest entry of everybody whose clearance and paper are valid on the day."""
    valid = {"valid_from__lte": on, "valid_until__gte": on}
    clearances = {row.person_id: row for row in models.Clearance.objects.filter(person__in=people, **valid)}
    papers: dict[int, models.TravelDocument] = {}
    for paper in models.TravelDocument.objects.filter(person__in=people, valid_from__lte=on, valid_to__gte=on):
        papers[paper.person_id] = paper
    # Two people with one paper: neither crosses until somebody has looked.
    twice = {key for key, count in Counter((p.kind, p.number) for p in papers.values()).items() if count > 1}
    papers = {person: paper for person, paper in papers.items() if (paper.kind, paper.number) not in twice}
    return {
        person.reference: Cleared(
            clearance=clearance_of(clearances[person.pk]), entry=_entry(person, papers[person.pk])
        )
        for person in people
        if person.pk in clearances and person.pk in papers
    }


def _entry(person: models.Person, paper: models.TravelDocument) -> Entry:
    assert paper.valid_to is not None  # noqa: S101 - filtered above
    return Entry(
        person=person.reference,
        name=paper.name or person.name_latin or person.name_native,
        name_native=person.name_native,
        sex=person.sex or "X",
        birth=person.born,
        nationality=person.nationality_confirmed,
        document_type=paper.kind,
        document_number=paper.number,
        document_expiry=paper.valid_to,
    )


def _write(by: By, manifest: Manifest) -> tuple[str, ...]:
    name = models.Operation.objects.values_list("name", flat=True).get()
    stem = f"manifests/{manifest.batch}-v{manifest.version}"
    files = {
        f"{stem}.pdf": manifest_pdf(manifest, operation=name, made_at=by.at),
        f"{stem}.csv": manifest_csv(manifest),
        f"{stem}.xlsx": manifest_xlsx(manifest, operation=name, made_at=by.at),
    }
    for file_name, data in files.items():
        operation.write_out(file_name, data)
    return tuple(files)


@action("headcount.record")
def headcounts_import(by: By, *, data: bytes, file_name: str) -> Done[Crossed]:
    """Take in the counts of one or more batches; a count that does not add up refuses the whole file.

    Who is present at the last point has crossed; who is absent has a reason class and stays where that says.
    """
    by_batch: dict[str, list[Line]] = defaultdict(list)
    for line in read_paper(data, file_name, columns=COUNTS):
        by_batch[line["batch"]].append(line)
    results = [_cross(by, key, lines) for key, lines in sorted(by_batch.items())]
    crossed = Crossed(
        batches=len(results),
        handed_over=sum(went for went, _ in results),
        absent=sum(stayed for _, stayed in results),
    )
    content = {"batches": sorted(by_batch), "handed_over": crossed.handed_over, "absent": crossed.absent}
    return Done(value=crossed, object="headcounts", content=content)


def _cross(by: By, key: str, lines: Sequence[Line]) -> tuple[int, int]:
    batch = models.Batch.objects.filter(key=key, stage="announced").first()
    if batch is None:
        raise InputError("input.bad-value", "no announced batch has this key", at=lines[0].at("batch"))
    newest = models.Manifest.objects.filter(batch=batch).order_by("-version")[0]
    manifest = manifest_of(newest)
    counts = _counts(by, lines, persons=manifest.persons)
    findings = check_headcounts(counts, persons=manifest.persons)
    if findings:
        raise Refused("refused.count", "; ".join(f"{f.point}: {f.code}" for f in findings), at=_file(lines))
    officers = lines[-1].cells
    present = counts[-1].present
    _hand_over(by, batch, present, given_by=officers["signed_by"], taken_by=officers["countersigned_by"])
    absent = {absence.person: absence.reason for count in counts for absence in count.absences}
    _store_counts(batch, counts, officers)
    people = {person.reference: person for person in models.Person.objects.filter(reference__in=manifest.persons)}
    move([people[reference] for reference in sorted(manifest.persons)], Stage.BOARDING, by=by)
    for stage in {reason(class_).stage for class_ in absent.values()}:
        stay = [people[ref] for ref, class_ in sorted(absent.items()) if reason(class_).stage is stage]
        move(stay, stage, by=by, reasons={person.pk: absent[person.reference] for person in stay})
    gone = [people[reference] for reference in sorted(present)]
    for step in (Stage.HANDED_OVER, Stage.RECEIVED):
        move(gone, step, by=by)
    models.BatchPlace.objects.filter(batch=batch).update(is_active=False)
    batch.stage = "handed_over"
    batch.save(update_fields=["stage"])
    return len(gone), len(absent)


def _file(lines: Sequence[Line]) -> Spot:
    return Spot(file=lines[0].spot.file)


def _counts(by: By, lines: Sequence[Line], *, persons: frozenset[str]) -> list[Headcount]:
    """Read the counts point by point; whom the point before missed is not expected any more."""
    absences: dict[str, list[Absence]] = defaultdict(list)
    counted: dict[str, int] = {}
    for line in lines:
        if line["absent"]:
            absences[line["point"]].append(Absence(person=line["absent"], reason=line["reason"]))
        elif line["counted"].isdecimal() and line["point"] in set(Point):
            counted[line["point"]] = int(line["counted"])
        else:
            raise InputError("input.bad-value", "a count is a number at a point", at=line.at("counted"))
    there, counts = persons, []
    for point in (point for point in Point if point in counted):
        count = Headcount(
            batch=lines[0]["batch"],
            point=point,
            expected=there,
            counted=counted[point],
            absences=tuple(absences[point]),
            counted_at=by.at,
            by=lines[0]["signed_by"],
        )
        counts.append(take_headcount(count))
        there = count.present
    if not counts:
        raise InputError("input.bad-value", "no count at any point", at=_file(lines))
    return counts


def _store_counts(batch: models.Batch, counts: list[Headcount], officers: Mapping[str, str]) -> None:
    models.Headcount.objects.bulk_create(
        models.Headcount(
            batch=batch,
            point=count.point.value,
            expected=len(count.expected),
            counted=count.counted,
            absences={absence.person: absence.reason for absence in count.absences},
            signed_by=officers["signed_by"],
            countersigned_by=officers["countersigned_by"],
            at=count.counted_at,
        )
        for count in counts
    )


def _hand_over(by: By, batch: models.Batch, present: frozenset[str], *, given_by: str, taken_by: str) -> None:
    """Record the change of hands; both sides' words have to fit."""
    transfer = Transfer(
        id=batch.key,
        batch=batch.key,
        giver=GIVER,
        taker=TAKER,
        at=by.at,
        persons=present,
        given=Acknowledgement(custodian=GIVER, officer=given_by, at=by.at, persons=present),
        taken=Acknowledgement(custodian=TAKER, officer=taken_by, at=by.at, persons=present),
    )
    findings = check_custody([transfer], holders=dict.fromkeys(present, GIVER))
    if findings:
        raise Refused("refused.count", "; ".join(finding.code for finding in findings))
    models.Transfer.objects.create(
        batch=batch, giver=GIVER, taker=TAKER, people=sorted(present), given_by=given_by, taken_by=taken_by, at=by.at
    )


@action("arrival.record")
def arrivals_import(by: By, *, data: bytes, file_name: str) -> Done[int]:
    """Take in who has arrived home, person by person, by the number of a list; told once, it changes nothing again."""
    arrived: dict[int, models.Person] = {}
    for line in read_paper(data, file_name, columns=ARRIVALS):
        person = line.somebody()
        if by.state and (person.nationality_confirmed or person.nationality) != by.state:
            raise Refused("refused.not-permitted", "another state's national", at=line.at("reference"))
        line.day("arrived_on")
        if person.stage != Stage.ARRIVED:
            arrived[person.pk] = person
    settled = [person for person in arrived.values() if person.stage == Stage.REGISTERED]
    move(settled, Stage.WAITING, by=by)
    move(list(arrived.values()), Stage.ARRIVED, by=by)
    return Done(value=len(arrived), object="arrivals", content={"people": len(arrived)}, has_changed=bool(arrived))
