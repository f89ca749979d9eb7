"""The parts that people play in the demo: a reviewer, border officers. None of them looks at the truth."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedPair:
    """What the reviewer sees of one pair in the queue."""

    pair_id: int
    probability: float
    bits: dict[str, float]


def review(pairs: Iterable[QueuedPair]) -> list[tuple[int, str, str]]:
    """Judge each queued pair the way a careful reviewer would, from what the page shows: (pair, verdict, reason).

    Two records are one person when the machine leans that way and nothing firm speaks against it. A contradiction in the
    birth date or the sex, or names that fit badly, keep them apart.
    """
    verdicts = []
    for pair in pairs:
        against = sum(bits for bits in pair.bits.values() if bits < -2)
        if pair.probability >= 0.5 and against > -6:
            verdicts.append((pair.pair_id, "same", "name and birth fit"))
        else:
            verdicts.append((pair.pair_id, "different", "too little fits"))
    return verdicts


POINTS = ("camp", "bridge", "immigration", "boarding")


def headcounts(manifests: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """Return Monday's headcounts as the border officers write them down, one CSV for all batches.

    `manifests` gives each batch with its people. In the first batch one person refuses at the bridge; in the second one
    is too ill to travel at the camp.
    """
    absent = {
        (0, "bridge"): ("refused", -1),
        (1 if len(manifests) > 1 else 0, "camp"): ("ill", 0),
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["batch", "point", "counted", "absent", "reason"])
    for number, (batch, people) in enumerate(manifests):
        present = list(people)
        for point in POINTS:
            reason, place = absent.get((number, point), ("", 0))
            if reason:
                writer.writerow([batch, point, "", present.pop(place), reason])
            writer.writerow([batch, point, len(present), "", ""])
    return out.getvalue().encode()
