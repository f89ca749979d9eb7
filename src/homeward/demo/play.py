"""The parts that people play in the demo: a reviewer, border officers. None of them looks at the truth."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from homeward.web.queries.sitting import PairWaiting

# What the reviewer asks for before calling two records one person: bits in sum, as the page shows them.
ENOUGH_BITS, TOO_FEW_BITS = 16.0, 12.0


def review(pairs: Iterable[PairWaiting]) -> list[tuple[int, str, str]]:
    """Judge each queued pair as a careful reviewer would, from what the page shows: (pair, verdict, reason).

    Two records are one person when the machine leans that way and the evidence is broad. Where it might be either,
    the reviewer stays unsure: the pair waits until somebody has asked the person.
    """
    verdicts = []
    for pair in pairs:
        total = sum(pair.bits.values())
        if pair.probability >= 0.5 and total >= ENOUGH_BITS:
            verdicts.append((pair.pair_id, "same", "nearly everything given fits"))
        elif pair.probability < 0.3 or total < TOO_FEW_BITS:
            verdicts.append((pair.pair_id, "different", "too little fits"))
        else:
            verdicts.append((pair.pair_id, "unsure", "to be asked"))
    return verdicts


def travels_without_interview(people: Iterable[str]) -> list[str]:
    """Decide, as both protection officers do, who may travel although nobody has interviewed them: three of four.

    Everybody was asked whether they fear to go home; who did not answer at once waits for the interview.
    """
    return [reference for place, reference in enumerate(sorted(people)) if place % 4]


def write_headcounts(manifests: Path, target: Path) -> Path:
    """Write Monday's headcounts the way the officers at the four points do, from the manifests they were given.

    In the largest batch one person refuses at the bridge, and in the next one is too ill to leave the camp.
    """
    batches = [(batch, people) for batch, people in _read_manifests(manifests)]
    batches.sort(key=lambda row: (-len(row[1]), row[0]))
    absent = {(0, "bridge"): "refused", (min(1, len(batches) - 1), "camp"): "ill"}
    with target.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["batch", "point", "counted", "absent", "reason", "signed_by", "countersigned_by"])
        for number, (batch, people) in enumerate(batches):
            present = list(people)
            for point in POINTS:
                reason = absent.get((number, point))
                if reason and len(present) > 1:
                    out.writerow([batch, point, "", present.pop(), reason, *OFFICERS])
                out.writerow([batch, point, len(present), "", "", *OFFICERS])
    return target


def _read_manifests(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        yield path.stem.rpartition("-v")[0], [row["reference"] for row in rows]


POINTS = ("camp", "bridge", "immigration", "boarding")
# One officer of each side signs every count.
OFFICERS = ("Officer Camp", "Officer Crossing")
