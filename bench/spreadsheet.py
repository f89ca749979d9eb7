"""The demo's lists counted the way it is done today, beside ours and the truth: people, doubles left, wrong merges.

.venv/bin/python bench/spreadsheet.py [--seed 1] [--people N] [-o docs/bench-spreadsheet.md]

Every way gets the same records: the last version of each list, its headings, encodings and cells read by `homeward
intake`. What a way joins is joined for good, so two records are one person when a chain of joins leads from one to the
other. Two records of one person that stay apart are a double left, two of different people that come together a wrong
merge; both are counted in pairs of records.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist

from homeward.demo.files import FileIndex, write_files
from homeward.demo.world import make_world, read_story
from homeward.engines import read_parquet
from homeward.intake import ROW_FAULTS, read_content
from homeward.policy import standard_policy
from homeward.record import Attribute, PersonRecord
from homeward.web.operation import create_operation

SHOWN = (75, 80, 85, 90, 95, 100)
TRIED = range(60, 101)
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->")
Edges = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one way makes of the records."""

    way: str
    people: int
    doubles: int
    wrong: int

    def __str__(self) -> str:
        return f"| {self.way} | {self.people:,} | {self.doubles:,} | {self.wrong:,} |"


def judge(way: str, groups: Sequence[object], *, truth: Sequence[str]) -> Row:
    """Count pairs of records: `groups` and `truth` say for each record which person it is."""
    joined, there = pairs(Counter(groups).values()), pairs(Counter(truth).values())
    right = pairs(Counter(zip(groups, truth, strict=True)).values())
    return Row(way=way, people=len(set(groups)), doubles=there - right, wrong=joined - right)


def pairs(sizes: Iterable[int]) -> int:
    """Return how many pairs groups of these sizes hold."""
    return sum(size * (size - 1) // 2 for size in sizes)


def join(count: int, edges: Edges) -> list[int]:
    """Return for each of `count` records the first of its group, when everything on an edge is one person."""
    first = list(range(count))

    def find(one: int) -> int:
        while first[one] != one:
            first[one] = one = first[first[one]]
        return one

    for left, right in edges:
        a, b = sorted((find(left), find(right)))
        first[b] = a
    return [find(one) for one in range(count)]


# ---- what a clerk looks at -------------------------------------------------------------------------------------------


def name(record: PersonRecord) -> str:
    """The name in Latin letters where the list has one, else as it stands; in capitals."""
    names = [claim.value.strip() for claim in record.claimed(Attribute.NAME)]
    return next((text for text in names if text.isascii()), names[0]).upper()


def born(record: PersonRecord) -> str:
    """The birth date as written."""
    return next((claim.value.strip() for claim in record.claimed(Attribute.BORN)), "")


def born_read(record: PersonRecord) -> str:
    """The birth date as our reader understands it, whatever calendar and digits it is written in; whole dates only."""
    return next((reading for reading in record.readings(Attribute.BORN) if len(reading) == 10), "")


def document(record: PersonRecord) -> str:
    """The document number as written, in capitals and without blanks."""
    return next(("".join(claim.value.upper().split()) for claim in record.claimed(Attribute.DOCUMENT)), "")


def alike(keys: Iterable[object]) -> Edges:
    """Yield the records that have the same key; an empty one joins nobody."""
    places: dict[object, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key:
            places[key].append(place)
    return [edge for same in places.values() for edge in pairwise(same)]


# ---- the ways --------------------------------------------------------------------------------------------------------


def exact_rows(records: Sequence[PersonRecord], truth: Sequence[str]) -> list[Row]:
    """Join what has exactly the same key."""
    by_name = alike((name(r), born(r)) if born(r) else None for r in records)
    by_document = alike(map(document, records))
    ways = {
        "exact: name and birth date as written": by_name,
        "exact: document number": by_document,
        "exact: either of the two": [*by_name, *by_document],
    }
    return [judge(way, join(len(records), edges), truth=truth) for way, edges in ways.items()]


def fuzzy_rows(records: Sequence[PersonRecord], truth: Sequence[str]) -> list[Row]:
    """Join what has nearly the same name, every record against every other; then with dates and numbers to help."""
    names = [anyascii(name(record)).upper() for record in records]
    scores = np.triu(cdist(names, names, scorer=token_sort_ratio, dtype=np.float32, workers=2), k=1)
    dates = np.array([born_read(record) for record in records])
    helped = np.where((dates[:, None] == dates[None, :]) & (dates != ""), scores, 0)
    by_document = alike(map(document, records))
    plain = fuzzy("fuzzy: name", scores, also=[], truth=truth)
    more = fuzzy("fuzzy: same document number, or the same birth date as our reader understands it and a name", helped,
                 also=by_document, truth=truth)  # fmt: skip
    return [*plain, more[-1]]


def fuzzy(way: str, scores: npt.NDArray[np.float32], *, also: Edges, truth: Sequence[str]) -> list[Row]:
    """Return the rows of the thresholds shown, and last those of the two best by the truth, which nobody has."""
    tried = {}
    for least in TRIED:
        edges = [*zip(*(places.tolist() for places in np.nonzero(scores >= least)), strict=True), *also]
        tried[least] = judge(f"{way} ≥ {least}", join(len(truth), edges), truth=truth)
    best = min(tried.values(), key=lambda row: row.doubles + row.wrong)
    nearest = min(tried.values(), key=lambda row: abs(row.people - len(set(truth))))
    chosen = [
        replace(nearest, way=f"{nearest.way}, the count nearest to the truth"),
        replace(best, way=f"{best.way}, the fewest errors"),
    ]
    return [*(tried[least] for least in SHOWN), *chosen]


def our_rows(folder: Path, files: FileIndex, *, truth: Mapping[str, str]) -> list[Row]:
    """Run the demo's own steps on the same lists: intake, linking, then its scripted reviewer."""
    create_operation(folder)
    # Only now: Django reads the operation's folder when its first module is imported.
    from homeward.demo import steps

    steps.open_operation(folder, files)
    steps.intake(folder, files)
    found = {"ours: linking alone": steps.link, "ours: with the demo's scripted reviewer": steps.review}
    rows = []
    for way, step in found.items():
        owner = step(folder, files)["owner"]
        assert set(owner) == set(truth), "not the same records"
        keys = sorted(truth)
        rows.append(judge(way, [owner[key] for key in keys], truth=[truth[key] for key in keys]))
    return rows


def read_lists(files: FileIndex) -> dict[str, PersonRecord]:
    """Read every list the way the operation will, by the keys that the records have there."""
    policy = standard_policy()
    return {
        record.id: record
        for file in files.lists
        for record in read_content(
            file.path.read_bytes(), file.path.name, list_id=f"{file.id}/1", policy=policy, accept_leftovers=ROW_FAULTS
        ).records
    }


def bench(folder: Path, *, seed: int, people: int | None) -> list[str]:
    """Make the world and its files, and return the table."""
    world = make_world(seed, read_story("article", people=people))
    files = write_files(world, folder)
    replaced = {file.replaces for file in files.lists}
    last = tuple(replace(file, replaces="") for file in files.lists if file.id not in replaced)
    files = replace(files, lists=last)
    rows = read_parquet(files.truth_rows)
    person = {
        f"{one}/1:{row}": str(who) for one, row, who in zip(rows["list"], rows["row"], rows["person"], strict=True)
    }
    records = read_lists(files)
    truth = {key: person[key] for key in records}
    ordered, who = [records[key] for key in sorted(records)], [truth[key] for key in sorted(records)]
    told = [*exact_rows(ordered, who), *fuzzy_rows(ordered, who), *our_rows(folder, files, truth=truth)]
    there = judge("the truth", who, truth=who)
    head = [
        f"{len(files.lists)} lists, {len(records):,} records, {pairs(Counter(who).values()):,} pairs of one person's.",
        "",
        "| way | people counted | doubles left | wrong merges |",
        "|---|---|---|---|",
    ]
    return [*head, *map(str, [*told, there])]


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, help="another size of the story than 1,030")
    parser.add_argument("-o", "--output", type=Path, help="put the table into this page, between its marks")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = bench(Path(folder), seed=args.seed, people=args.people)
    print("\n".join(lines))
    if args.output:
        before, _, rest = args.output.read_text(encoding="utf-8").partition(MARKS[0])
        page = [before, MARKS[0], "\n".join(lines), "\n", MARKS[1], rest.partition(MARKS[1])[2]]
        args.output.write_text("".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
