"""How likely one spelling of a word is, given another: learned tables of units, and the way through them.

A table says for a script how often a unit of one to three letters stands beside which Latin letters (log2 of the
share of all units seen). `likelihood` is log2 P(latin | word): the best way through both words less the best way
through the word alone. Against `background`, a letter-pair model of Latin names, it is evidence in bits. Tables are learned by `homeward names --train`
(`match.learn`); a script that has none is first put into ASCII and read with the table "roman".
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from homeward.match.han import han_table
from homeward.match.spelling_table import SpellingTable, read_table

NO_WAY = -1e9
# What no table foresees: a letter that is not written, written as something else, written without cause (log2).
_DROPPED, _CHANGED, _ADDED = -7.5, -10.5, -8.5
_UNSEEN = -14.0  # a letter that the table has not
# Words further apart than this (Jaro-Winkler) are not looked at: the table would only say no more slowly.
_FAR, _FAR_LATIN = 0.4, 0.6


@lru_cache(maxsize=64)
def load_table(script: str) -> SpellingTable | None:
    """Return the shipped table of `script`, or None where there is none."""
    if script == "han":
        return han_table()
    file = resources.files("homeward.match").joinpath(f"data/spelling-{script}.tsv")
    if not file.is_file():
        return None
    return read_table(file.read_text(encoding="utf-8"), script=script)


def best_way(word: str, latin: str, table: SpellingTable) -> float:
    """Return log2 P(word, latin) by the likeliest way through the table; letters no rule foresees have a price."""
    size, width = len(word), len(latin)
    rows = [[NO_WAY] * (width + 1) for _ in range(size + 1)]
    rows[0][0] = 0.0
    slope = width / max(1, size)
    for i in range(size + 1):
        row = rows[i]
        longest = min(table.longest, size - i)
        steps = [(rows[i + k], found) for k in range(1, longest + 1) if (found := table.units.get(word[i : i + k]))]
        letter = table.alone.get(word[i], _UNSEEN) if i < size else 0.0
        for j in range(max(0, int(i * slope) - 4), min(width, int(i * slope) + 5) + 1):
            here = row[j]
            if here <= NO_WAY:
                continue
            if j < width and here + _ADDED > row[j + 1]:
                row[j + 1] = here + _ADDED
            if i < size:
                _without_rule(rows[i + 1], j, here + letter)
            for target, spellings in steps:
                for end in range(j, min(width, j + table.widest) + 1):
                    bits = spellings.get(latin[j:end])
                    if bits is not None and here + bits > target[end]:
                        target[end] = here + bits
    return rows[size][width]


def _without_rule(after: list[float], j: int, here: float) -> None:
    if here + _DROPPED > after[j]:
        after[j] = here + _DROPPED
    if j + 1 < len(after) and here + _CHANGED > after[j + 1]:
        after[j + 1] = here + _CHANGED


def own_way(word: str, table: SpellingTable) -> float:
    """Return log2 P(word) by the likeliest cut into the table's units."""
    best = [0.0] + [NO_WAY] * len(word)
    for i in range(len(word)):
        best[i + 1] = max(best[i + 1], best[i] + table.alone.get(word[i], _UNSEEN))
        for k in range(2, min(table.longest, len(word) - i) + 1):
            bits = table.alone.get(word[i : i + k])
            if bits is not None and best[i] + bits > best[i + k]:
                best[i + k] = best[i] + bits
    return best[-1]


@lru_cache(maxsize=50_000)
def likeliest(word: str, script: str) -> str:
    """Return the likeliest Latin spelling of `word`; the plain ASCII form where the script has no table."""
    table = load_table(script)
    if table is None or script == "latin":
        return ascii_form(word)
    best: list[tuple[float, str]] = [(0.0, "")] + [(NO_WAY, "")] * len(word)
    for i in range(len(word)):
        bits, text = best[i]
        if best[i + 1][0] < bits + 2 * _UNSEEN:
            best[i + 1] = (bits + 2 * _UNSEEN, text + ascii_form(word[i]))
        for k in range(1, min(table.longest, len(word) - i) + 1):
            spellings = table.units.get(word[i : i + k])
            if spellings:
                latin, price = max(spellings.items(), key=lambda item: (item[1], item[0]))
                if bits + price > best[i + k][0]:
                    best[i + k] = (bits + price, text + latin)
    return best[-1][1]


@lru_cache(maxsize=50_000)
def ascii_form(word: str) -> str:
    """Return the letters a-z that the public ASCII tables give for `word`."""
    return "".join(letter for letter in anyascii(word).lower() if "a" <= letter <= "z")


@lru_cache(maxsize=1)
def _pairs() -> dict[str, float]:
    table = load_table("latin-pairs")
    return {unit: next(iter(values.values())) for unit, values in table.units.items()} if table else {}


@lru_cache(maxsize=100_000)
def background(latin: str) -> float:
    """Return log2 P(latin) among Latin spellings of names, letter pair by letter pair."""
    pairs = _pairs()
    framed = f"^{latin}$"
    return sum(pairs.get(framed[i : i + 2], -12.0) for i in range(len(framed) - 1))


@lru_cache(maxsize=400_000)
def likelihood(word: str, script: str, latin: str) -> float:
    """Return log2 P(latin | word), `NO_WAY` where the two are plainly far apart.

    Both ways are tried where both are Latin, so that the order never matters.
    """
    near = JaroWinkler.similarity(likeliest(word, script), latin)
    if script == "latin":
        table = load_table("latin")
        if near < _FAR_LATIN or table is None:
            return NO_WAY
        there = best_way(word, latin, table) - own_way(word, table)
        back = best_way(latin, word, table) - own_way(latin, table) - background(word) + background(latin)
        return max(there, back)
    if near < _FAR and JaroWinkler.similarity(ascii_form(word), latin) < _FAR:
        return NO_WAY
    table = load_table(script)
    if table is None:
        word, table = ascii_form(word), load_table("roman")
    return best_way(word, latin, table) - own_way(word, table) if table else NO_WAY
