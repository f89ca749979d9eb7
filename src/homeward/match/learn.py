"""Learns a spelling table from pairs of words: which units are written how, by expectation and maximisation.

Every way to cut the two words into matching units counts by its probability; what is found often gets more of it
in the next round. No pair is kept in the table, only counts of units that were seen more than once.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import log2

from homeward.errors import InputError
from homeward.match.spelling import ascii_form
from homeward.match.spelling_table import MAX_LATIN, SpellingTable, make_table
from homeward.record import Token, read_name

Joint = dict[str, dict[str, float]]
_LONG_UNIT = 0.15  # how much less a unit of one more letter is believed at first
_FEWEST = 1.5
_LONGEST_WORD = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a script's table is learned, see `data/recipes.toml`."""

    longest: int
    rounds: int
    most: int
    times: int


@lru_cache(maxsize=64)
def recipe(script: str) -> Recipe:
    """Return the recipe of `script`."""
    text = resources.files("homeward.match").joinpath("data/recipes.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return Recipe(**(rows["standard"] | rows.get(script, {})))


def learn(pairs: Sequence[tuple[str, str]], *, script: str, told: Callable[[int], object] = int) -> SpellingTable:
    """Return the table learned from (word, latin) pairs by the recipe of `script`, whatever their order.

    For "latin-pairs" that is how often a letter of the Latin words follows another, which `spelling.background` reads.

    `told` hears the number of each round as it starts.
    """
    if script == "latin-pairs":
        return letter_pairs(latin for _, latin in pairs)
    how = recipe(script)
    unique = sorted(Counter(pairs).items(), key=lambda item: (_digest("\t".join(item[0])), item))[: how.most]
    joint: Joint | None = None
    for number in range(how.rounds):
        told(number)
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (word, latin), times in unique:
            _count_ways(word, latin, joint=joint, longest=how.longest, times=min(times, how.times), counts=counts)
        joint = _share(counts)
    return _table(counts, script=script)


def in_half(line: str, half: int | None) -> bool:
    """Tell whether a line belongs to `half` (0 or 1, by the digest of its name); the other half can test the table."""
    return half is None or _digest(line.partition("\t")[0].strip(' "')) % 2 == half


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")


def pairs_of_words(lines: Iterable[str], *, script: str = "") -> tuple[str, list[tuple[str, str]]]:
    """Return the script and the pairs of words in lines of `written<TAB>latin|latin`; unequal names are left out.

    Lines of Latin spellings only give the script "latin", and every spelling beside every other. For `script` "roman"
    the words are put into ASCII first.
    """
    pairs: list[tuple[str, str]] = []
    scripts: Counter[str] = Counter()
    for line in lines:
        written, _, spellings = line.replace('"', "").strip().partition("\t")
        names = [_words(text) for text in (written, *spellings.split("|"))]
        if not names[0]:
            continue
        left = names if names[0][0].script == "latin" else names[:1]
        for words, latin in ((a, b) for a in left for b in names if a is not b):
            if len(words) == len(latin) and all(token.script == "latin" for token in latin):
                scripts[words[0].script] += 1
                pairs += [(a.text, b.text) for a, b in zip(words, latin, strict=True) if len(a.text) <= _LONGEST_WORD]
    if not scripts:
        raise InputError("input.empty", "no pair of names with as many parts")
    if script == "roman":
        return script, [(ascii_form(word), latin) for word, latin in pairs if ascii_form(word)]
    return script or scripts.most_common(1)[0][0], pairs


def _words(text: str) -> tuple[Token, ...]:
    return tuple(token for name in read_name(text)[:1] for token in name.tokens)


def _edges(word: str, latin: str, *, joint: Joint | None, longest: int) -> list[tuple[int, int, int, int, float]]:
    edges = []
    for i in range(len(word)):
        for k in range(1, min(longest, len(word) - i) + 1):
            spellings = joint.get(word[i : i + k], {}) if joint is not None else None
            for j in range(len(latin) + 1):
                for end in range(j, min(len(latin), j + MAX_LATIN) + 1):
                    if spellings is None:
                        weight = _LONG_UNIT ** (k - 1) * (0.05 if end == j else 0.3 ** abs(end - j - k))
                    else:
                        weight = spellings.get(latin[j:end], 0.0)
                    if weight > 0:
                        edges.append((i, j, i + k, end, weight))
    return edges


def _count_ways(
    word: str, latin: str, *, joint: Joint | None, longest: int, times: int, counts: dict[str, defaultdict[str, float]]
) -> None:
    edges = _edges(word, latin, joint=joint, longest=longest)
    forward: defaultdict[tuple[int, int], float] = defaultdict(float, {(0, 0): 1.0})
    for i, j, to_i, to_j, weight in edges:
        if (i, j) in forward:
            forward[to_i, to_j] += forward[i, j] * weight
    total = forward.get((len(word), len(latin)), 0.0)
    if total <= 0:
        return
    backward: defaultdict[tuple[int, int], float] = defaultdict(float, {(len(word), len(latin)): 1.0})
    for i, j, to_i, to_j, weight in reversed(edges):
        if (to_i, to_j) in backward:
            backward[i, j] += backward[to_i, to_j] * weight
    for i, j, to_i, to_j, weight in edges:
        if (i, j) in forward and (to_i, to_j) in backward:
            counts[word[i:to_i]][latin[j:to_j]] += times * forward[i, j] * weight * backward[to_i, to_j] / total


def _share(counts: dict[str, defaultdict[str, float]]) -> Joint:
    """Turn counts into P(unit, latin)."""
    total = sum(sum(spellings.values()) for spellings in counts.values())
    return {
        unit: {latin: count / total for latin, count in spellings.items() if count > 0.05}
        for unit, spellings in counts.items()
    }


def _table(counts: dict[str, defaultdict[str, float]], *, script: str) -> SpellingTable:
    total = sum(sum(spellings.values()) for spellings in counts.values())
    kept: dict[str, dict[str, float]] = {}
    for unit, spellings in counts.items():
        fewest = _FEWEST if len(unit) == 1 else 2 * _FEWEST
        rows = {latin: log2(count / total) for latin, count in spellings.items() if count >= fewest}
        if rows:
            kept[unit] = rows
    return make_table(kept, script=script)


def letter_pairs(words: Iterable[str]) -> SpellingTable:
    """Return log2 P(next letter | letter) over Latin words, as a table that is read by `spelling.background`."""
    seen: Counter[str] = Counter()
    for word in words:
        framed = f"^{word}$"
        seen.update(framed[i : i + 2] for i in range(len(framed) - 1))
    before: Counter[str] = Counter()
    for pair, count in seen.items():
        before[pair[0]] += count
    units = {pair: {"": log2((count + 0.1) / (before[pair[0]] + 2.7))} for pair, count in seen.items()}
    return make_table(units, script="latin-pairs")
