"""From a table to what may be printed of it: rules first, then coarser and coarser until the checks are content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from homeward.errors import Refused
from homeward.policy import Policy
from homeward.report.checks import find_exposures
from homeward.report.table import Band, Release, Table, band_of

# When printing fewer labels is not enough, the total is rounded down to these multiples of the base.
COARSER = (2, 5, 10)
PASSED = ("threshold", "no single label under the rest", "differencing against every earlier release")


def release(table: Table, *, policy: Policy, history: Sequence[Release]) -> Release:
    """Return what may be printed of a table after everything that was printed before.

    `history` is every release ever printed that is still standing. Raises `Refused` where no coarsening is safe.
    """
    for draft in _drafts(table, policy=policy):
        if not find_exposures((*history, draft), threshold=policy.publish_threshold):
            return draft
    raise Refused("refused.disclosure", "what was released before already exposes a small count")


def release_all(tables: Sequence[Table], *, policy: Policy, history: Sequence[Release]) -> tuple[Release, ...]:
    """Release the tables of one statement, the first with the least coarsening; what is refused, `release` refuses."""
    drafts = tuple(next(_drafts(table, policy=policy)) for table in tables)
    # What is safe together is safe one by one; only where it is not is every step looked at.
    if not find_exposures((*history, *drafts), threshold=policy.publish_threshold):
        return drafts
    released: list[Release] = []
    for table in tables:
        released.append(release(table, policy=policy, history=(*history, *released)))
    return tuple(released)


def _drafts(table: Table, *, policy: Policy) -> Iterator[Release]:
    """Yield ever coarser drafts: labels go under the rest one by one, then the total gets coarser, then nothing."""
    base = policy.rounding_base
    bands = [(label, band_of(count, base=base)) for label, count in table.cells]
    # Order and choice go by bands, never by exact counts, so that neither tells more than the bands do.
    named = [(label, band) for label, band in bands if band.low >= max(2 * base, policy.publish_threshold)]
    named.sort(key=lambda item: (-item[1].low, item[0]))
    for count in range(len(named), 0, -1):
        if count == len(bands) - 1:
            continue  # the rest would be one label alone
        rest = table.total - sum(dict(table.cells)[label] for label, _ in named[:count])
        yield _draft(table, base=base, cells=tuple(named[:count]), other=band_of(max(0, rest), base=base))
    for factor in (1, *COARSER):
        yield _draft(table, base=base * factor, cells=(), other=None)
    yield Release(scope=table.scope, total=Band(low=0, high=None), cells=(), other=None, base=base, checks=PASSED)


def _draft(table: Table, *, base: int, cells: tuple[tuple[str, Band], ...], other: Band | None) -> Release:
    total = band_of(table.total, base=base)
    return Release(scope=table.scope, total=total, cells=cells, other=other, base=base, checks=PASSED)
