"""Custody: who holds whom. Every change of hands is given by one side and taken by the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from homeward.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One side's signed word: whom exactly this officer gave or took."""

    custodian: str
    officer: str
    at: datetime
    persons: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A change of hands from one custodian to another, as both sides saw it."""

    id: str
    batch: str
    giver: str
    taker: str
    at: datetime
    persons: frozenset[str]
    given: Acknowledgement | None = None
    taken: Acknowledgement | None = None

    def __post_init__(self) -> None:
        if self.giver == self.taker or not self.persons:
            raise InputError("input.bad-value", "a transfer moves somebody from one custodian to another")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyFinding:
    """One thing about a transfer that does not hold, and how many people it is about."""

    transfer: str
    code: str
    people: int


def check_custody(transfers: Iterable[Transfer], *, holders: dict[str, str]) -> tuple[CustodyFinding, ...]:
    """Follow everybody from their first custodian (`holders`: person → custodian) through all transfers.

    Codes: `unacknowledged-giver`, `unacknowledged-taker`; `wrong-side` (signed by somebody who is not that
    side); `same-officer` (one person signed both sides); `missing` (given, not taken); `swapped` (taken
    without being given: somebody came in another's place); `gap` (the giver did not hold them); `double`
    (given away twice by the same hands); `unknown` (nobody ever held them).
    """
    findings: list[CustodyFinding] = []
    holder = dict(holders)
    gone_from: dict[str, set[str]] = defaultdict(set)
    for transfer in sorted(transfers, key=lambda t: (t.at, t.id)):
        codes = _signatures(transfer) | _chain(transfer, holder=holder, gone_from=gone_from)
        findings += [
            CustodyFinding(transfer=transfer.id, code=code, people=len(people))
            for code, people in codes.items()
            if people
        ]
        for person in transfer.taken.persons if transfer.taken else transfer.persons:
            gone_from[person].add(transfer.giver)
            gone_from[person].discard(transfer.taker)
            holder[person] = transfer.taker
    return tuple(findings)


def _signatures(transfer: Transfer) -> dict[str, frozenset[str]]:
    given, taken, all_ = transfer.given, transfer.taken, transfer.persons
    nobody: frozenset[str] = frozenset()
    is_wrong = (given is not None and given.custodian != transfer.giver) or (
        taken is not None and taken.custodian != transfer.taker
    )
    is_same = given is not None and taken is not None and given.officer == taken.officer
    out = given.persons if given else all_
    in_ = taken.persons if taken else out
    return {
        "unacknowledged-giver": all_ if given is None else nobody,
        "unacknowledged-taker": all_ if taken is None else nobody,
        "wrong-side": all_ if is_wrong else nobody,
        "same-officer": all_ if is_same else nobody,
        "missing": (all_ | out) - in_,
        "swapped": in_ - (all_ & out),
    }


def _chain(transfer: Transfer, *, holder: dict[str, str], gone_from: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    not_held = frozenset(p for p in transfer.persons if holder.get(p) != transfer.giver)
    unknown = frozenset(p for p in not_held if p not in holder)
    double = frozenset(p for p in not_held if transfer.giver in gone_from.get(p, set()))
    return {"unknown": unknown, "double": double, "gap": not_held - unknown - double}
