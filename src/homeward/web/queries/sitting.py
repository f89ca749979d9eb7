"""What somebody who judges a whole queue in one sitting, or counts what came of it, reads at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from homeward.screen import standard_rules
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.permissions import require
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class PairWaiting:
    """One undecided pair with the machine's evidence: bits and levels by attribute."""

    pair_id: int
    probability: float
    bits: dict[str, float]
    levels: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One person who is not home: where they are on the way, what it waits on, whose turn it is and since when."""

    reference: str
    stage: str
    waits_on: str
    owner: str
    days: int
    told: str


def pairs_waiting(by: By) -> tuple[PairWaiting, ...]:
    """Return every pair that waits for a judgement, the surest first."""
    require(by.roles, "pair.see")
    fields = ("pk", "probability", "bits", "levels")
    pairs = models.Pair.objects.filter(verdict="", decision="undecided").order_by("-total_bits", "pk")
    return tuple(
        PairWaiting(pair_id=pk, probability=probability, bits=bits, levels=levels)
        for pk, probability, bits, levels in pairs.values_list(*fields)
    )


def record_owners(by: By) -> dict[str, str]:
    """Return the person's reference behind each current record, by the record's key."""
    require(by.roles, "pair.see")
    rows = models.Record.objects.filter(is_current=True, person__isnull=False)
    return dict(rows.values_list("key", "person__reference"))


def people_waiting(by: By) -> tuple[Waiting, ...]:
    """Return everybody who has not crossed yet, the longest wait first."""
    require(by.roles, "person.see")
    people = models.Person.objects.filter(merged_into=None).exclude(waits_since=None)
    today = by.day
    waiting = [
        seen(Waiting, person, {"owner": person.waits_owner, "days": (today - since).days})
        for person in people
        if (since := person.waits_since) and person.stage in ("registered", "waiting", "assigned", "announced")
    ]
    return tuple(sorted(waiting, key=lambda row: (-row.days, row.reference)))


def stage_counts(by: By) -> dict[str, int]:
    """Return how many people are at each stage."""
    require(by.roles, "person.see")
    return dict(Counter(models.Person.objects.filter(merged_into=None).values_list("stage", flat=True)))


def confirmed_count(by: By) -> int:
    """Return how many people their state has confirmed."""
    require(by.roles, "request.see")
    return models.Person.objects.filter(merged_into=None).exclude(nationality_confirmed="").count()


def held_count(by: By) -> int:
    """Return how many people stand behind a hold now."""
    require(by.roles, "protection.see")
    return models.Hold.objects.filter(lifted_at=None).values("person").distinct().count()


def people_unscreened(by: By) -> tuple[str, ...]:
    """Return everybody here whom nobody has interviewed in a way that counts, without a standing hold."""
    require(by.roles, "protection.see")
    counting = [track for track, counts in standard_rules().tracks.items() if counts]
    seen = models.Screening.objects.filter(track__in=counting).exclude(outcome__in=("pending", "unknown"))
    people = models.Person.objects.filter(merged_into=None, stage__in=("registered", "waiting"))
    held = models.Hold.objects.filter(lifted_at=None)
    people = people.exclude(pk__in=seen.values("person")).exclude(pk__in=held.values("person"))
    return tuple(people.order_by("reference").values_list("reference", flat=True))
