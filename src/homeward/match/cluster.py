"""Clusters of records that are one person, without chaining two people together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

Group = list[str]


def _always(first: Sequence[str], second: Sequence[str]) -> bool:
    return True


def cluster(
    keys: Iterable[str],
    *,
    positive: Iterable[tuple[str, str, float]],
    negative: Iterable[tuple[str, str]] = (),
    may_join: Callable[[Sequence[str], Sequence[str]], bool] = _always,
) -> tuple[tuple[str, ...], ...]:
    """Return every key in exactly one group, groups and members sorted.

    The surest pair of `positive` (left, right, bits) joins first. Two groups stay apart where a pair across them
    stands in `negative`, or they may not join; so a doubtful record in the middle never makes one person of two.
    """
    group = {key: [key] for key in keys}
    for _ in joins(group, positive=positive, negative=negative, may_join=may_join):
        pass
    return tuple(sorted(tuple(sorted(members)) for members in {id(m): m for m in group.values()}.values()))


def joins(
    group: dict[str, Group],
    *,
    positive: Iterable[tuple[str, str, float]],
    negative: Iterable[tuple[str, str]] = (),
    may_join: Callable[[Sequence[str], Sequence[str]], bool] = _always,
) -> Iterator[tuple[Group, Group, float]]:
    """Join the groups that `group` gives each key, in place; yield both as they were, and how sure their pair is."""
    barred = {frozenset(pair) for pair in negative}
    for left, right, sure in sorted(positive, key=lambda tie: (-tie[2], *sorted(tie[:2]))):
        first, second = group[left], group[right]
        if first is second or (barred and any(frozenset((a, b)) in barred for a in first for b in second)):
            continue
        if may_join(first, second):
            yield list(first), list(second), sure
            first.extend(second)
            group.update(dict.fromkeys(second, first))
