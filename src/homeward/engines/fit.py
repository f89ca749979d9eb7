"""Fits a model to the claims and register, or the lists, at hand: a sample of what they would be compared with."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path

from homeward.engines.mapping import ColumnMapping
from homeward.engines.pairs import find_pairs
from homeward.engines.propose import compared
from homeward.engines.register import Register, open_register
from homeward.engines.sieve import make_sieve, promises
from homeward.match.compare import compare
from homeward.match.features import Features, prepare
from homeward.match.fit import Judged, fit, weigh_claims, weigh_lists
from homeward.match.model import Model, read_model, with_rarity, write_model
from homeward.match.rarity import bucket, count_words
from homeward.match.strangers import count_strangers, count_together
from homeward.record import PersonRecord

_MOST_CLAIMS = 10_000  # more teach nothing new
_MOST_RECORDS = 15_000
_STRANGERS = 10_000
_SLACK = 8.0  # bits that a pair may promise less than it takes to be as likely one person as not


def fit_claims(
    claims: Sequence[PersonRecord],
    register: str | Path,
    *,
    parent: Model,
    version: str,
    judged: Sequence[Judged] = (),
    mapping: ColumnMapping | None = None,
) -> Model:
    """Return the parent's child that fits many claims against a register best; the order of neither matters."""
    with open_register(Path(register), mapping=mapping) as opened:
        return fit_in(opened, claims, parent=parent, version=version, judged=judged)


def fit_in(
    register: Register,
    claims: Sequence[PersonRecord],
    *,
    parent: Model,
    version: str,
    judged: Sequence[Judged] = (),
) -> Model:
    """Do the same in an open register."""
    asked = sorted(claims, key=lambda claim: _drawn(claim.id))[:_MOST_CLAIMS]
    entries = _strangers(register)
    parent = replace(parent, together={**parent.together, **count_together(entries)})
    found = compared(register, asked, model=parent)
    weighing = with_rarity(parent, register.rarity())
    strangers = count_strangers(map(prepare, asked), entries, model=weighing)
    return fit(
        [comparison for comparisons in found.values() for comparison in comparisons],
        strangers=strangers,
        weigh=weigh_claims(len(asked), size=register.size),
        parent=parent,
        version=version,
        judged=judged,
    )


def fit_lists(records: Sequence[PersonRecord], *, parent: Model, version: str, judged: Sequence[Judged] = ()) -> Model:
    """Return the parent's child that fits overlapping lists best; a sample of their records tells."""
    every = [prepare(record) for record in sorted(records, key=lambda record: _drawn(record.id))]
    sample = sorted(every[:_MOST_RECORDS], key=lambda record: record.id)
    parent = replace(parent, together={**parent.together, **count_together(sample)})
    weighing = with_rarity(parent, count_words(every))
    left, right = find_pairs(sample)
    is_enough = promises(make_sieve(sample, weighing), left, right) >= log2(bucket(len(sample))) - _SLACK
    found = zip(left[is_enough].tolist(), right[is_enough].tolist(), strict=True)
    fitted = fit(
        [compare(sample[a], sample[b], weighing) for a, b in found],
        strangers=count_strangers(sample, sample, model=weighing),
        weigh=weigh_lists({record.id: record.list_id for record in sample}),
        parent=parent,
        version=version,
        judged=judged,
    )
    return _for_all(fitted, sample=sample, every=every)


def _for_all(fitted: Model, *, sample: Sequence[Features], every: Sequence[Features]) -> Model:
    """Return the model with the priors of the whole lists: how many doubles somebody has grows with the lists."""
    few, many = (max(Counter(record.list_id for record in part).values()) for part in (sample, every))
    prior = dict(fitted.prior)
    for kind in ("twice", "overlap") if bucket(few) < bucket(many) else ():
        odds = prior[kind] / (1 - prior[kind]) * bucket(many) / bucket(few)
        prior[kind] = round(odds / (1 + odds), 6)
    return read_model(write_model(replace(fitted, prior=prior)))


def _drawn(identifier: str) -> bytes:
    """Return what puts records into an order that says nothing about them."""
    return hashlib.sha256(identifier.encode()).digest()


def _strangers(register: Register) -> list[Features]:
    rows = register.connection.execute("SELECT row FROM entry ORDER BY hash(text), row LIMIT ?", [_STRANGERS])
    return list(register.entries([int(row) for (row,) in rows.fetchall()]).values())
