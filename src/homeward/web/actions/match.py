"""Who is who: the machine's decisions are stored as pairs; only a named person's judgement overrules one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from homeward.case import Stage
from homeward.engines import link, memory_at
from homeward.errors import InputError
from homeward.match import cluster
from homeward.policy import standard_policy
from homeward.record import Attribute
from homeward.web import models
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.showing import show_people
from homeward.web.actions.stages import move
from homeward.web.actions.writing import fill, parts, rewrite
from homeward.web.operation import own_model
from homeward.web.rows import record_of

VERDICTS = ("same", "different", "unsure")
_PAIR = (
    *("left", "right", "bits", "levels", "total_bits", "probability", "decision"),
    *("model_version", "policy_version", "found_at", "verdict"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """How many records and pairs were looked at, and how many people they make."""

    records: int
    same: int
    queued: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A person's word on one pair."""

    pair_id: int
    verdict: str
    reason: str = ""


@action("person.link")
def lists_link(by: By) -> Done[Linked]:
    """Compare all current records, store the pairs worth a look, and form people from the sure ones."""
    policy, model = standard_policy(), own_model()
    records = [record_of(row) for row in _current().iterator()]
    with memory_at(Path(settings.DATA, "compared.json") if settings.DATA else None) as memory:
        found = link(records, model=model, policy=policy, memory=memory)
    judged = set(models.Pair.objects.exclude(verdict="").values_list("left_id", "right_id"))
    models.Pair.objects.filter(verdict="").delete()
    fresh = [pair for pair in found.pairs if tuple(sorted((pair.left, pair.right))) not in judged]
    weighed_by = f"{model.version[:20]} {model.digest}"
    versions = (weighed_by, policy.version, by.at, "")
    pairs = (
        (*sorted((pair.left, pair.right)), pair.bits, pair.levels, pair.total_bits, pair.p, pair.decision, *versions)
        for pair in fresh
    )
    fill(models.Pair, _PAIR, rows=pairs)
    people = _form_people(by, _current())
    queued = sum(pair.decision == "undecided" for pair in fresh)
    linked = Linked(records=len(records), same=len(fresh) - queued, queued=queued, people=people)
    content = {"records": linked.records, "same": linked.same, "queued": queued, "people": people}
    return Done(value=linked, object="people", content={**content, "model": weighed_by})


@action("pair.judge")
def pair_judge(by: By, *, pair_id: int, verdict: str, reason: str = "") -> Done[None]:
    """Record one judgement on one pair and let the people it touches come together or part."""
    _record_verdicts(by, [Verdict(pair_id=pair_id, verdict=verdict, reason=reason)])
    _form_people(by, models.Record.objects.filter(key__in=_reach(models.Pair.objects.get(pk=pair_id))))
    return Done(value=None, object=f"pair:{pair_id}", content={"verdict": verdict})


@action("pair.judge")
def pairs_judge(by: By, *, verdicts: Sequence[Verdict]) -> Done[int]:
    """Record a sitting's judgements at once; returns how many people there are afterwards."""
    _record_verdicts(by, verdicts)
    people = _form_people(by, _current())
    counts = {verdict: sum(row.verdict == verdict for row in verdicts) for verdict in VERDICTS}
    return Done(value=people, object="pairs", content=dict(counts))


def _record_verdicts(by: By, verdicts: Sequence[Verdict]) -> None:
    pairs = models.Pair.objects.in_bulk([verdict.pair_id for verdict in verdicts])
    for verdict in verdicts:
        if verdict.verdict not in VERDICTS or verdict.pair_id not in pairs:
            raise InputError("input.bad-value", "a judgement is same, different or unsure, on a pair that is there")
        pairs[verdict.pair_id].verdict = verdict.verdict
    rows = ((v.pair_id, v.verdict, v.reason, by.username, by.at) for v in verdicts)
    fill(models.Judgement, ("pair", "verdict", "reason", "by", "at"), rows=rows)
    rewrite(pairs.values(), ["verdict"])


def _current() -> QuerySet[models.Record]:
    return models.Record.objects.filter(is_current=True)


def _reach(pair: models.Pair) -> set[str]:
    """Return the current records whose people one pair may change: all that pairs and people connect with it."""
    reached: set[str] = set()
    edge = {pair.left_id, pair.right_id}
    while edge:
        reached |= edge
        pairs = models.Pair.objects.filter(Q(left__in=edge) | Q(right__in=edge)).values_list("left_id", "right_id")
        people = models.Record.objects.filter(key__in=edge, person__isnull=False).values("person")
        theirs = _current().filter(person__in=people).values_list("key", flat=True)
        edge = {key for both in pairs for key in both}.union(theirs) - reached
    return set(_current().filter(key__in=reached).values_list("key", flat=True))


def _form_people(by: By, records: QuerySet[models.Record]) -> int:
    """Form the people of these records anew from all decisions and judgements; a reference stays with its records.

    Returns how many they are.
    """
    rows = dict(records.values_list("key", "person"))
    groups = cluster(list(rows), positive=_ties(rows), negative=_partings())
    taken: set[int] = set()
    owner: dict[str, int] = {}
    unowned: list[Sequence[str]] = []
    # Larger groups choose first, so that after a parting the reference stays with the most records.
    for group in sorted(groups, key=lambda keys: (-len(keys), min(keys))):
        before = sorted({person for key in group if (person := rows[key]) is not None} - taken)
        if not before:
            unowned.append(group)
            continue
        taken.add(before[0])
        owner.update(dict.fromkeys(group, before[0]))
    for new, keys in zip(_new_people(by, len(unowned)), unowned, strict=True):
        owner.update(dict.fromkeys(keys, new))
    if _attach(rows, owner):
        _bind_groups()
    _settle(by)
    return len(groups)


def _ties(rows: Mapping[str, int | None]) -> Iterator[tuple[str, str, float]]:
    """Yield pairs that are one person, by judgement (infinitely sure) or by decision, with their bits."""
    fields = ("left_id", "right_id", "verdict", "decision", "total_bits")
    for left, right, verdict, decision, bits in models.Pair.objects.values_list(*fields):
        if left in rows and right in rows:
            if verdict == "same":
                yield left, right, math.inf
            elif not verdict and decision == "same":
                yield left, right, bits


def _partings() -> list[tuple[str, str]]:
    return list(models.Pair.objects.filter(verdict="different").values_list("left_id", "right_id"))


def _new_people(by: By, count: int) -> list[int]:
    start = models.Person.objects.count() + 1
    fresh = (
        models.Person(reference=reference(number), created_at=by.at, stage=Stage.REGISTERED, stage_since=by.at)
        for number in range(start, start + count)
    )
    fields = [field for field in models.Person._meta.concrete_fields if not field.primary_key]
    newest = models.Person.objects.aggregate(newest=Max("pk"))["newest"] or 0
    rows = ([getattr(person, field.attname) for field in fields] for person in fresh)
    fill(models.Person, [field.name for field in fields], rows=rows)
    return list(models.Person.objects.filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True))


def _attach(before: Mapping[str, int | None], owner: Mapping[str, int]) -> bool:
    """Give every record its person, and show each touched person anew; tell whether anybody was touched."""
    moved = {key: person for key, person in before.items() if person != owner[key]}
    heirs = {person: owner[key] for key, person in moved.items() if person}
    rewrite([models.Record(key=key, person_id=owner[key]) for key in moved], ["person"])
    touched = sorted({*heirs, *(owner[key] for key in moved)})
    show_people(touched)
    kept = set(owner.values())
    for some in parts(touched):
        models.Person.objects.filter(pk__in=some).exclude(merged_into=None).update(merged_into=None)
    gone = [models.Person(pk=person, merged_into_id=heir) for person, heir in heirs.items() if person not in kept]
    rewrite(gone, ["merged_into"])
    return bool(moved)


def _bind_groups() -> None:
    """Bind people who must not be split: a list's own word for a group binds all its people, across all lists."""
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, claims, person in _current().values_list("key", "claims", "person").iterator():
        for claim in claims:
            if claim["attribute"] == Attribute.GROUP and claim["value"].strip():
                named[key.partition("/")[0], claim["value"].strip()].append(str(person))
    ties = [(members[0], other, 1.0) for members in named.values() for other in members[1:]]
    bound = {
        int(person): group[0]
        for group in cluster(sorted({person for pair in ties for person in pair[:2]}), positive=ties, negative=())
        for person in group
        if len(group) > 1
    }
    before = dict(models.Person.objects.exclude(group_key="").values_list("pk", "group_key"))
    changed = [pk for pk in {*before, *bound} if before.get(pk) != bound.get(pk)]
    rewrite([models.Person(pk=pk, group_key=bound.get(pk, "")) for pk in changed], ["group_key"])


def _settle(by: By) -> None:
    """Let those whose identity is no longer in question wait for the rest."""
    open_pairs = models.Pair.objects.filter(verdict__in=("", "unsure"), decision="undecided")
    in_question = set(open_pairs.values_list("left__person", flat=True))
    in_question |= set(open_pairs.values_list("right__person", flat=True))
    fresh = models.Person.objects.filter(stage=Stage.REGISTERED, merged_into=None)
    move([person for person in fresh if person.pk not in in_question], Stage.WAITING, by=by)


def reference(number: int) -> str:
    """Return a person's private reference: groups of four with a check digit, no order that tells of the person.

    >>> reference(1), reference(2)
    ('4FSF-S23Q', '9BSZ-ZJ89')
    """
    letters = "23456789BCDFGHJKMNPQRSTVWXYZ"
    # An odd multiplier is a bijection modulo a power of two: numbers never collide and do not show their order.
    value = (number * 0x9E3779B1 + 0x7F4A7C15) % 2**32
    text = ""
    for _ in range(7):
        value, digit = divmod(value, len(letters))
        text += letters[digit]
    check = sum((place + 1) * letters.index(letter) for place, letter in enumerate(text)) % len(letters)
    return f"{text[:4]}-{text[4:]}{letters[check]}"
