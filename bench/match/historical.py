"""historical_50k: 50,578 records of 5,156 historical people with errors, linked within one list; pairs count."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from bench.match.desks import NAMES, takes_model
from bench.match.page import Result, Row
from bench.match.running import Missing, homeward, peer, versions
from bench.match.scoring import SURE, best_f1
from bench.spreadsheet import join, pairs

QUICK = 600  # people
CUTS = (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999)
Pairs = dict[tuple[str, str], tuple[float, float]]  # p, and what orders equal ones


def measure(folder: Path, *, options: Any) -> Result:
    """Link the file by our command and by Splink's own demonstration of it."""
    if not options.historical:
        line = "historical_50k: not run, no file given (--historical or HOMEWARD_HISTORICAL)."
        return Result(name="historical", rows=[], lines=["### historical_50k", "", line])
    people = write_inputs(Path(options.historical), folder, quick=options.quick)
    there = pairs(np.unique(list(people.values()), return_counts=True)[1].tolist())
    lines = [
        f"### historical_50k: {len(people):,} records, {there:,} true pairs",
        "",
        "`python -m bench.match --only historical`. Splink: the model of its own demonstration of this file. Ours: one "
        "list, `homeward link`, with name (first and last), sex, birth date, place and postcode; it has no occupation. "
        "Pairs: best F1 over all cuts. Clusters: all pairs of those joined, at the best of seven cuts (ours: its own "
        "people, no cut).",
        "",
        "| tool | pairs, best F1 | clusters, F1 | p ≥ .99: precision / recall | ceiling | seconds | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    own = (0.0, 0.0)
    ways = (None, folder / "fitted.toml") if takes_model() else (None,)
    reached = []
    for fitted in ways:
        seconds, peak = link_ours(folder, fitted=fitted)
        found, groups = read_ours(folder / "ours.parquet")
        own, columns = judged(found, people, there=there, clusters=cluster_f1(groups, people, there=there))
        name = NAMES["ours-fitted" if fitted else "ours"]
        lines.append(f"| {name} | {columns} | {seconds:.1f} | {peak:,.0f} |")
        reached.append(f"{own[0]:.4f}, clusters {own[1]:.4f}")
        print(lines[-1], file=sys.stderr)
    splink, told = (0.0, 0.0), "not run"
    try:
        other = peer("splink", "run_splink.py", "historical", folder / "people.parquet", folder / "splink.parquet")
        rows = duckdb.execute(f'SELECT "left", "right", p, score FROM \'{folder}/splink.parquet\'').fetchall()
        theirs: Pairs = {(a, b): (p, weight) for a, b, p, weight in rows}
        best = max(cluster_f1(joined(theirs, people, least=cut), people, there=there) for cut in CUTS)
        splink, told = judged(theirs, people, there=there, clusters=best)
        lines.append(f"| Splink 5 | {told} | {other.seconds:.1f} | {other.peak:,.0f} |")
        told = f"{splink[0]:.4f}, clusters {splink[1]:.4f}"
    except Missing as missing:
        lines.append(f"| Splink 5 | {missing} | | | | | |")
    row = Row(
        what="historical_50k, pairwise F1", target="≥ .84", ours=", shipped model ".join(reached[::-1]),
        met=max(own) >= 0.84, splink=told, others="", run=f"{len(people):,} records, {seconds:.0f} s",
    )  # fmt: skip
    return Result(name="historical", rows=[row], lines=[*lines, "", f"Versions: {versions('splink')}."])


def link_ours(folder: Path, *, fitted: Path | None) -> tuple[float, float]:
    """Link by the shipped model or by one fitted without labels, and return the seconds and the MB of it all."""
    people, out = folder / "people.csv", folder / "ours.parquet"
    steps = [homeward("model", "fit", "--lists", people, "-o", fitted)] if fitted else []
    steps.append(homeward("link", people, "-o", out, *(["--model", fitted] if fitted else [])))
    return sum(ran.seconds for ran in steps), max(ran.peak for ran in steps)


def write_inputs(source: Path, folder: Path, *, quick: bool) -> dict[str, str]:
    """Write the records as each tool takes them, two records of a control and a stranger among them."""
    few = f"SEMI JOIN (SELECT DISTINCT cluster FROM '{source}' ORDER BY hash(cluster) LIMIT {QUICK}) USING (cluster)"
    control = ["control", "quillon zabrowski", "quillon", "zabrowski", "1751-02-17", "brno", "zq9 9zz", "male", "actor"]
    none = ["none", "ximena uhlenbrock", "ximena", "uhlenbrock", "1733-07-29", "outjo", "px1 1xx", "female", "poet"]
    added = [("control-1", *control), ("control-2", *control), ("control-none", *none)]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE people AS SELECT unique_id, cluster, first_and_surname AS name, first_name, surname, dob, "
            f"birth_place, postcode_fake, gender, occupation FROM '{source}' {few if quick else ''} "
            f"UNION ALL VALUES {', '.join(map(str, added))}"
        )
        connection.execute(f"COPY (SELECT * EXCLUDE (cluster, name) FROM people) TO '{folder}/people.parquet'")
        connection.execute(
            "COPY (SELECT unique_id AS id, coalesce(name, 'unknown') AS name, gender AS sex, dob AS born, "
            f"birth_place AS place, postcode_fake AS postcode FROM people) TO '{folder}/people.csv' (HEADER)"
        )
        return dict(connection.execute("SELECT unique_id, cluster FROM people").fetchall())


def read_ours(path: Path) -> tuple[Pairs, list[list[str]]]:
    """Return the pairs that ours lists, and the people that it joins."""
    rows = duckdb.execute(f'SELECT "left", "right", p, bits, person FROM \'{path}\'').fetchall()
    found: Pairs = {}
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for left, right, p, bits, person in rows:
        ends = left.partition(":")[2], right.partition(":")[2]
        found[ends] = (p, bits)
        if person:
            groups[person].update(ends)
    return found, [sorted(group) for group in groups.values()]


def judged(found: Pairs, people: Mapping[str, str], *, there: int, clusters: float) -> tuple[tuple[float, float], str]:
    """Return the best F1 of pairs and of clusters, and the columns that say more; stop where a control is wrong."""
    ends = {frozenset(pair): score for pair, score in found.items()}
    control = ends.get(frozenset(("control-1", "control-2")), (0.0, 0.0))
    if control[0] < 0.9 or any("control-none" in pair and score[0] > 0.5 for pair, score in ends.items()):
        raise SystemExit("historical: a control came out wrong")
    right = np.array([people[a] == people[b] for a, b in found])
    best = best_f1(list(found.values()), right, there=there)
    sure = [people[a] == people[b] for (a, b), (p, _) in found.items() if p >= SURE]
    columns = f"{best:.4f} | {clusters:.4f} | {sum(sure) / max(1, len(sure)):.4f} / {sum(sure) / there:.3f} "
    return (best, clusters), f"{columns}| {int(right.sum()) / there:.4f}"


def joined(found: Pairs, people: Mapping[str, str], *, least: float) -> list[list[str]]:
    """Return the groups in which a chain of sure pairs leads from one record to another."""
    place = {record: at for at, record in enumerate(people)}
    first = join(len(place), [(place[a], place[b]) for (a, b), (p, _) in found.items() if p >= least])
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for record, at in place.items():
        groups[first[at]].append(record)
    return [group for group in groups.values() if len(group) > 1]


def cluster_f1(groups: Iterable[list[str]], people: Mapping[str, str], *, there: int) -> float:
    """Return the F1 of all pairs within groups."""
    taken = right = 0
    for group in groups:
        taken += pairs([len(group)])
        right += pairs(np.unique([people[record] for record in group], return_counts=True)[1].tolist())
    return 2 * right / (taken + there)
