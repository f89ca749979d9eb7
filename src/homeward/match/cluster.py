"""Clusters of records that are one person, without chaining two people together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence


def _never(left: str, right: str) -> bool:
    return False


def cluster(
    keys: Iterable[str],
    *,
    positive: Iterable[tuple[str, str, float]],
    negative: Iterable[tuple[str, str]],
    is_apart: Callable[[str, str], bool] = _never,
) -> tuple[tuple[str, ...], ...]:
    """Return every key in exactly one group, groups and members sorted.

    The surest pair of `positive` (left, right, bits) joins first. Two groups stay apart where a pair across them
    stands in `negative` or `is_apart`; so a doubtful record in the middle never makes one person of two.
    """
    group: dict[str, list[str]] = {key: [key] for key in keys}
    barred = {frozenset(pair) for pair in negative}
    for left, right, _ in sorted(positive, key=lambda tie: (-tie[2], *sorted(tie[:2]))):
        first, second = group[left], group[right]
        if first is second or _is_barred(first, second, barred=barred, is_apart=is_apart):
            continue
        first.extend(second)
        for key in second:
            group[key] = first
    return tuple(sorted(tuple(sorted(members)) for members in {id(m): m for m in group.values()}.values()))


def _is_barred(
    first: Sequence[str], second: Sequence[str], *, barred: set[frozenset[str]], is_apart: Callable[[str, str], bool]
) -> bool:
    return any(frozenset((a, b)) in barred or is_apart(a, b) for a in first for b in second)
