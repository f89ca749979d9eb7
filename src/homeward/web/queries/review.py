"""The review queue: the next pair, and one pair side by side with the machine's evidence."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from homeward.match import Comparison, explain
from homeward.policy import standard_policy
from homeward.record import Attribute, Claim, PersonRecord
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.permissions import require
from homeward.web.queries.seen import seen
from homeward.web.rows import record_of

_LATELY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Where a record stands: the list, its version, who handed it over, the row."""

    list_name: str
    list_version: int
    list_id: int
    organisation: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSeen(Stands):
    """One record of a pair."""

    key: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeen:
    """One attribute of a pair: what each side says, the bits (None: not compared) and the sentence about it."""

    attribute: str
    left: tuple[Claim, ...]
    right: tuple[Claim, ...]
    bits: float | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSeen:
    """A pair to judge. The sum and the policy's two bounds are in bits: log2 of the odds."""

    id: int
    left: SideSeen
    right: SideSeen
    lines: tuple[LineSeen, ...]
    sum_bits: float
    same_from_bits: float
    review_from_bits: float
    probability: float
    decision: str
    verdict: str
    model_version: str
    policy_version: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSeen:
    """A named person's word on a pair of records."""

    pair_id: int
    left: str
    right: str
    verdict: str
    reason: str
    by: str
    at: datetime


def queue(by: By) -> QuerySet[models.Pair]:
    """Return the pairs that wait for a judgement, the ones found first before the others, the surest first."""
    open_pairs = models.Pair.objects.filter(verdict__in=("", "unsure"), decision="undecided")
    return open_pairs.order_by("verdict", "found_at", "-total_bits", "pk")


def next_pair(by: By, *, after: int = 0) -> int | None:
    """Return the pair to judge next; `after` is the one that was just put aside."""
    waiting = list(queue(by).values_list("pk", flat=True))
    if after in waiting and len(waiting) > 1:
        return int(waiting[(waiting.index(after) + 1) % len(waiting)])
    return waiting[0] if waiting else None


def judged_lately(by: By) -> tuple[JudgedSeen, ...]:
    """Return the last judgements that count, the newest first: any of them can be taken back."""
    return judged(models.Judgement.objects.all(), most=_LATELY)


def judged(rows: QuerySet[models.Judgement], *, most: int | None = None) -> tuple[JudgedSeen, ...]:
    """Return judgements with their pairs, the newest first, `most` of them or all."""
    ordered = rows.select_related("pair").order_by("-at", "-pk")[:most]
    return tuple(seen(JudgedSeen, row, {"left": row.pair.left_id, "right": row.pair.right_id}) for row in ordered)


def judged_pairs(by: By) -> dict[str, list[object]]:
    """Return every pair that was judged same or different, column by column, for `homeward model fit --judgements`.

    `weight`: how many undecided pairs of about that probability each stands for, as only some were judged.
    `levels` are those of the comparison that people saw. Pairs are named by record, never by what is in it.
    """
    require(by.roles, "pair.judge")
    rows = list(models.Pair.objects.exclude(verdict="", decision="same").order_by("left_id", "right_id"))
    judged = [row for row in rows if row.verdict in ("same", "different")]
    there, seen = Counter(_tenth(row) for row in rows), Counter(_tenth(row) for row in judged)
    return {
        "left": [row.left_id for row in judged],
        "right": [row.right_id for row in judged],
        "judgement": [row.verdict for row in judged],
        "p": [float(row.probability) for row in judged],
        "weight": [there[_tenth(row)] / seen[_tenth(row)] for row in judged],
        "levels": [" ".join(f"{attribute}={level}" for attribute, level in row.levels.items()) for row in judged],
        "model": [row.model_version for row in judged],
    }


def _tenth(row: models.Pair) -> int:
    return int(row.probability * 10)


def pair_see(by: By, pair_id: int) -> PairSeen | None:
    """Return one pair with everything that bears on it, or None when there is none."""
    pair = (
        models.Pair.objects.filter(pk=pair_id)
        .select_related("left__source_list__organisation", "right__source_list__organisation")
        .first()
    )
    if pair is None:
        return None
    policy = standard_policy()
    given = {
        "left": _side(pair.left),
        "right": _side(pair.right),
        "lines": _lines(pair),
        "sum_bits": _odds_bits(pair.probability),
        "same_from_bits": _odds_bits(1 - policy.link_max_false),
        "review_from_bits": _odds_bits(policy.link_min_review),
        "waiting": queue(by).count(),
    }
    return seen(PairSeen, pair, given)


def _odds_bits(probability: float) -> float:
    bounded = min(max(probability, 1e-12), 1 - 1e-12)
    return math.log2(bounded / (1 - bounded))


def source_of(row: models.Record) -> dict[str, Any]:
    """Return where a record stands: its list, version and who handed it over."""
    source = row.source_list
    named = {"list_name": source.name, "list_version": source.version, "list_id": source.pk}
    return {**named, "organisation": source.organisation.name}


def _side(row: models.Record) -> SideSeen:
    return seen(SideSeen, row, {**source_of(row), "received_at": row.source_list.received_at})


def _lines(pair: models.Pair) -> tuple[LineSeen, ...]:
    left, right = record_of(pair.left), record_of(pair.right)
    said = dict(zip(pair.levels, explain(_compared(pair)), strict=True))
    lines = [
        LineSeen(
            attribute=attribute.value,
            left=_said(left, attribute),
            right=_said(right, attribute),
            bits=pair.bits.get(attribute.value),
            sentence=said.get(attribute.value, ""),
        )
        for attribute in Attribute
        if attribute is not Attribute.AGE and (_said(left, attribute) or _said(right, attribute))
    ]
    return tuple(sorted(lines, key=lambda line: (line.bits is None, -abs(line.bits or 0))))


def _said(record: PersonRecord, attribute: Attribute) -> tuple[Claim, ...]:
    """Return what a record says; where it gives no birth date, the stated age is what was compared."""
    claims = record.claimed(attribute)
    return claims or (record.claimed(Attribute.AGE) if attribute is Attribute.BORN else ())


def _compared(pair: models.Pair) -> Comparison:
    """Return the comparison that was decided on, as it was stored: the model may have learnt new words since."""
    return Comparison(
        left=pair.left_id,
        right=pair.right_id,
        levels=pair.levels,
        bits=pair.bits,
        total_bits=pair.total_bits,
        family_bits=0.0,
    )
