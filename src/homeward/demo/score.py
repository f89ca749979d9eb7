"""How right the pipeline was, told by the truth that only the demo knows. Nothing here feeds the pipeline."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Right among those called (precision), right among those there are (recall), and the errors themselves."""

    called: int
    right: int
    there: int
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """Right among those called; 1 where nothing was called."""
        return self.right / self.called if self.called else 1.0

    @property
    def recall(self) -> float:
        """Right among those there are; 1 where there are none."""
        return self.right / self.there if self.there else 1.0


def score(called: Iterable[tuple[str, str]], truth: Iterable[tuple[str, str]]) -> Score:
    """Compare two sets of pairs."""
    said, there = set(called), set(truth)
    return Score(
        called=len(said),
        right=len(said & there),
        there=len(there),
        wrong=tuple(sorted(said - there)),
        missed=tuple(sorted(there - said)),
    )


def pairs_across(groups: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Return all pairs of one person's records on different lists (a record's key is "list/version:row")."""
    return {
        (min(left, right), max(left, right))
        for keys in groups.values()
        for left, right in combinations(sorted(keys), 2)
        if _list(left) != _list(right)
    }


def grouped(owner: Mapping[str, object]) -> dict[str, list[str]]:
    """Turn record → person into person → records."""
    groups: dict[str, list[str]] = defaultdict(list)
    for record, person in owner.items():
        groups[str(person)].append(record)
    return groups


def write_errors(place: Path, *, links: Score, proposals: Score) -> None:
    """Write every wrong and missed pair to a CSV, by keys alone."""
    with place.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["step", "error", "left", "right"])
        for step, found in (("link", links), ("propose", proposals)):
            out.writerows([step, "wrong", *pair] for pair in found.wrong)
            out.writerows([step, "missed", *pair] for pair in found.missed)


def _list(key: str) -> str:
    return key.partition("/")[0]
