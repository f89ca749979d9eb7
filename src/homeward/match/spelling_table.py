"""A spelling table: units of a script, the Latin letters they stand beside, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

MAX_LATIN = 4  # letters that one learned unit is written with at most


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpellingTable:
    """`units[word unit][latin unit]` is log2 P, `alone[word unit]` that over all spellings.

    `longest` is the most letters of a word unit, `widest` of a Latin one. `dropped` and `changed` are what it costs
    (log2) that a letter of the word is not written, or written as some other letter. Tables are told apart by identity.
    """

    script: str
    units: dict[str, dict[str, float]]
    alone: dict[str, float]
    longest: int
    widest: int = MAX_LATIN
    dropped: float = -7.5
    changed: float = -10.5


def make_table(units: dict[str, dict[str, float]], *, script: str) -> SpellingTable:
    """Return the table of these units."""
    alone = {unit: log2(sum(2.0**bits for bits in spellings.values())) for unit, spellings in units.items()}
    widest = max((len(latin) for spellings in units.values() for latin in spellings), default=1)
    return SpellingTable(
        script=script, units=units, alone=alone, longest=max(map(len, units), default=1), widest=max(widest, MAX_LATIN)
    )


def read_table(text: str, *, script: str) -> SpellingTable:
    """Read a table: one line per unit, then Latin units with tenths of bits of surprise in turn, by tabs."""
    units: dict[str, dict[str, float]] = {}
    for line in text.splitlines():
        unit, *rest = line.split("\t")
        if unit.startswith("#"):
            continue
        units[unit] = {rest[i]: -int(rest[i + 1]) / 10 for i in range(0, len(rest) - 1, 2)}
    return make_table(units, script=script)


def with_units(table: SpellingTable, written: SpellingTable) -> SpellingTable:
    """Return `table` with what another one adds: units that it has never seen, as rare as its rarest, and spellings."""
    rarest = min(table.alone.values(), default=0.0)
    units = dict(table.units)
    for unit, spellings in written.units.items():
        size = table.alone.get(unit, rarest)
        units[unit] = {latin: bits + size for latin, bits in spellings.items()} | units.get(unit, {})
    return make_table(units, script=table.script)


def write_table(table: SpellingTable) -> str:
    """Return the text that `read_table` reads: units in order, likeliest spelling first."""
    lines = []
    for unit, spellings in sorted(table.units.items()):
        ranked = sorted(spellings.items(), key=lambda item: (-item[1], item[0]))
        lines.append("\t".join([unit, *(f"{latin}\t{round(-bits * 10)}" for latin, bits in ranked)]))
    return "\n".join(lines) + "\n"
