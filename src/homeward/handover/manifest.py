"""The manifest: who may cross together on one day, sealed in one version for one recipient."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from homeward.errors import InputError, Refused
from homeward.ledger import canonical
from homeward.screen import Clearance


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person on a manifest: what the travel document says, and nothing else.

    `name` is exactly as printed there, `name_native` in the person's own script (empty where it is the same).
    `sex` is M, F or X, `birth` a partial ISO date, `nationality` alpha-3.
    """

    person: str
    name: str
    name_native: str = ""
    sex: str
    birth: str
    nationality: str
    document_type: str
    document_number: str
    document_expiry: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """An entry with the clearance that lets it stand on a manifest."""

    clearance: Clearance
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A sealed version of a batch for one recipient.

    Nobody stands on it whose clearance, or whose paper, is not valid on the day. The people are kept in the
    order of nationality and name, so that the digest does not depend on how they were collected.
    `supersedes` is the digest of the version before, empty for the first.
    """

    batch: str
    version: int
    recipient: str
    travel_date: date
    crossing: str
    cleared: tuple[Cleared, ...]
    supersedes: str = ""

    def __post_init__(self) -> None:
        if (self.version == 1) != (self.supersedes == ""):
            raise InputError("input.bad-value", "the first version supersedes nothing, a later one its forerunner")
        people = [pair.entry.person for pair in self.cleared]
        papers = [(pair.entry.document_type, pair.entry.document_number) for pair in self.cleared]
        if not people or len(set(people)) != len(people) or len(set(papers)) != len(papers):
            raise InputError("input.bad-value", "a manifest holds somebody, and no person and no paper twice")
        for pair in self.cleared:
            _check(pair, on=self.travel_date)
        ordered = sorted(self.cleared, key=lambda pair: (pair.entry.nationality, pair.entry.name, pair.entry.person))
        object.__setattr__(self, "cleared", tuple(ordered))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The people in the manifest's order; their line numbers count from 1."""
        return tuple(pair.entry for pair in self.cleared)

    @property
    def persons(self) -> frozenset[str]:
        """The references of everybody on it."""
        return frozenset(entry.person for entry in self.entries)

    @property
    def content(self) -> dict[str, object]:
        """What is sealed: header, people and counts as plain values. No clearance, status or reason is in it."""
        return {
            "batch": self.batch,
            "version": self.version,
            "recipient": self.recipient,
            "travel_date": self.travel_date.isoformat(),
            "crossing": self.crossing,
            "supersedes": self.supersedes,
            "counts": self.counts,
            "entries": [asdict(e) | {"document_expiry": e.document_expiry.isoformat()} for e in self.entries],
        }

    @property
    def digest(self) -> str:
        """The name of this very version: SHA-256 over its canonical JSON, in hex."""
        return hashlib.sha256(canonical(self.content)).hexdigest()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many people by sex and nationality: nationality → {"M", "F", "X", "all"}, and "all" for everybody."""
        return {"all": _count(self.entries)} | {
            nationality: _count(e for e in self.entries if e.nationality == nationality)
            for nationality in sorted({entry.nationality for entry in self.entries})
        }


def _count(entries: Iterable[Entry]) -> dict[str, int]:
    by_sex = Counter(entry.sex for entry in entries)
    return {"M": by_sex["M"], "F": by_sex["F"], "X": by_sex["X"], "all": by_sex.total()}


def _check(pair: Cleared, *, on: date) -> None:
    if pair.clearance.person != pair.entry.person or not pair.clearance.is_valid(on):
        raise Refused("refused.no-clearance")
    if pair.entry.document_expiry < on:
        raise Refused("refused.no-clearance", "the travel document ends before the day")
    if pair.entry.sex not in ("M", "F", "X"):
        raise InputError("input.bad-value", "sex on a manifest is M, F or X, as the travel document has it")
    if not pair.entry.name.strip() or not pair.entry.document_number.strip():
        raise InputError("input.bad-value", "a manifest entry has the name and the number of its travel document")
