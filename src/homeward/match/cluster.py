"""Records into people: join what is one person, surest first, and never across a parting that somebody has judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence


def cluster(
    records: Sequence[str],
    *,
    positive: Iterable[tuple[str, str, float]],
    negative: Iterable[tuple[str, str]],
) -> list[list[str]]:
    """Return every record in exactly one group, groups and members sorted.

    `positive` gives two records and how sure it is that they are one person (bits; infinite where a person said so).
    A pair that would bring two parted records (`negative`) into one group is left out.

    >>> cluster(["a", "b", "c"], positive=[("a", "b", 9.0), ("b", "c", 5.0)], negative=[("a", "c")])
    [['a', 'b'], ['c']]
    """
    group = {record: [record] for record in records}
    parted: dict[str, set[str]] = defaultdict(set)
    for left, right in negative:
        parted[left].add(right)
        parted[right].add(left)
    for left, right, _ in sorted(positive, key=lambda tie: (-tie[2], tie[0], tie[1])):
        ours, theirs = group[left], group[right]
        if ours is theirs or any(not parted[record].isdisjoint(theirs) for record in ours if record in parted):
            continue
        small, large = sorted((ours, theirs), key=len)
        large.extend(small)
        group.update(dict.fromkeys(small, large))
    return sorted(sorted(members) for members in {id(members): members for members in group.values()}.values())
