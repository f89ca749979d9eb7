"""Batches, their manifests and headcounts, for whoever has to do with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from homeward.case import Stage
from homeward.handover import Manifest, Point, reason
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.stages import CROSSED
from homeward.web.actions.writing import parts
from homeward.web.queries.people import Named
from homeward.web.queries.reader import may
from homeward.web.queries.seen import seen
from homeward.web.rows import manifest_of

# A plan's own files are large, and no batch needs them.
_FIELDS = ("key", "day", "crossing", "carrier", "stage", "plan__is_current")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One batch in figures. For a reception desk, the people are its own state's only."""

    key: str
    day: date
    crossing: str
    carrier: str
    stage: str
    people: int
    manifests: int
    crossed: int
    arrived: int
    is_current: bool

    @property
    def is_done(self) -> bool:
        """Whether the batch has crossed."""
        return self.stage == "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestSeen:
    """One sealed version. `counts` is by nationality: women, men, others, all."""

    version: int
    recipient: str
    digest: str
    made_at: datetime
    people: int
    counts: tuple[tuple[str, int, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadcountSeen:
    """What was counted at one point. `reasons` gives how many are absent for which reason."""

    point: str
    expected: int
    counted: int
    reasons: tuple[tuple[str, int], ...]
    signed_by: str
    countersigned_by: str
    at: datetime

    @property
    def adds_up(self) -> bool:
        """Whether expected = counted + reasons."""
        return self.expected == self.counted + sum(count for _, count in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSeen:
    """One batch: people, manifests, headcounts."""

    row: BatchRow
    travellers: tuple[Named, ...]
    manifests: tuple[ManifestSeen, ...]
    headcounts: tuple[HeadcountSeen, ...]


def batches_of(by: By) -> QuerySet[models.Batch]:
    """Return the batches that exist for this reader: those of the plan that holds and those with a manifest."""
    sealed = models.Manifest.objects.values("batch")
    rows = models.Batch.objects.filter(Q(plan__is_current=True) | Q(pk__in=sealed))
    return rows if may(by, "batch.see") or may(by, "batch.see_own") else rows.none()


def _sealed(batches: QuerySet[models.Batch]) -> dict[str, set[str]]:
    """Return who stands on the newest manifest of each batch that has one."""
    rows = models.Manifest.objects.filter(batch__in=batches).order_by("version").values_list("batch_id", "content")
    return {batch: {entry["person"] for entry in content["entries"]} for batch, content in rows}


def _placed(batches: QuerySet[models.Batch]) -> QuerySet[models.BatchPlace]:
    """Return who has a place in each of these batches; it counts as long as there is no manifest."""
    return models.BatchPlace.objects.filter(is_active=True, is_reserve=False, batch__in=batches)


def _seen(by: By) -> QuerySet[models.Person]:
    """Return whom the reader sees in a batch: a reception desk only people whom its own state has confirmed."""
    people = models.Person.objects.defer("search", "told")
    if may(by, "batch.see"):
        return people
    return people.filter(nationality_confirmed=by.state) if by.state else people.none()


def batches_all(by: By) -> tuple[BatchRow, ...]:
    """Return the reader's batches in the order of their days; a reception desk's only where its people are."""
    sealed = _sealed(batches_of(by))
    stages: dict[str, str] = {}
    for some in parts(sorted(set().union(*sealed.values()))):
        stages |= dict(_seen(by).filter(reference__in=some).values_list("reference", "stage"))
    there = {key: Counter(stages[one] for one in people if one in stages) for key, people in sealed.items()}
    placed = _placed(batches_of(by)).exclude(batch__in=sealed).filter(person__in=_seen(by))
    for key, stage, count in placed.values_list("batch_id", "person__stage").annotate(Count("pk")):
        there.setdefault(key, Counter())[stage] = count
    manifests = Counter(models.Manifest.objects.values_list("batch_id", flat=True))
    rows = batches_of(by).select_related("plan").only(*_FIELDS).order_by("day", "key")
    return tuple(
        _row(row, there.get(row.key, Counter()), manifests=manifests[row.key])
        for row in rows
        if there.get(row.key) or may(by, "batch.see")
    )


def batch_see(by: By, key: str) -> BatchSeen | None:
    """Return one batch, or None when there is none for this reader."""
    one = batches_of(by).filter(key=key)
    row = one.select_related("plan").only(*_FIELDS).first()
    sealed = _sealed(one).get(key)
    is_there = Q(pk__in=_placed(one).values("person")) if sealed is None else Q(reference__in=sealed)
    people = _seen(by).filter(is_there).order_by("nationality", "name_latin", "reference")
    if row is None or not (people or may(by, "batch.see")):
        return None
    manifests = row.manifest_set.order_by("-version") if may(by, "manifest.see") else ()
    counts = row.headcount_set.all() if may(by, "batch.see") else ()
    way = [point.value for point in Point]
    return BatchSeen(
        row=_row(row, Counter(person.stage for person in people), manifests=row.manifest_set.count()),
        travellers=tuple(seen(Named, person, {"nationality": _state(person)}) for person in people),
        manifests=tuple(_manifest(manifest) for manifest in manifests),
        headcounts=tuple(_headcount(count) for count in sorted(counts, key=lambda count: way.index(count.point))),
    )


def manifest_find(by: By, key: str, *, version: int) -> tuple[Manifest, datetime] | None:
    """Return one sealed manifest and when it was made, or None when there is none for this reader."""
    if not may(by, "manifest.see"):
        return None
    row = models.Manifest.objects.filter(batch__in=batches_of(by), batch_id=key, version=version).first()
    return (manifest_of(row), row.made_at) if row else None


def _row(row: models.Batch, stages: Counter[str], *, manifests: int) -> BatchRow:
    given = {
        "people": stages.total(),
        "manifests": manifests,
        "crossed": sum(stages[stage] for stage in CROSSED),
        "arrived": stages[Stage.ARRIVED],
        "is_current": row.plan.is_current,
    }
    return seen(BatchRow, row, given)


def _state(person: models.Person) -> str:
    return person.nationality_confirmed or person.nationality


def _manifest(row: models.Manifest) -> ManifestSeen:
    """Return a manifest as it is listed, with its counts by nationality and sex."""
    counts = row.content["counts"]
    ordered = sorted(counts.items(), key=lambda pair: (pair[0] == "all", -pair[1]["all"], pair[0]))
    lines = tuple((name, line["F"], line["M"], line["X"], line["all"]) for name, line in ordered)
    given = {"recipient": row.content["recipient"], "people": counts["all"]["all"], "counts": lines}
    return seen(ManifestSeen, row, given)


def _headcount(row: models.Headcount) -> HeadcountSeen:
    given = Counter(row.absences.values())
    return seen(
        HeadcountSeen, row, {"reasons": tuple((reason(class_).words, n) for class_, n in sorted(given.items()))}
    )
