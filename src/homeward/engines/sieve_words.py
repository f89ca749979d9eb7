"""What the words of two names promise together, over columns: every two of them that sound alike are spelled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from homeward.engines.pairs import Numbers, beside
from homeward.match.compare.spelled import Word, likelier
from homeward.match.keys import forms
from homeward.match.model import Model

Bits = npt.NDArray[np.float64]
_AT_ONCE = 1 << 14  # pairs of names whose words are laid side by side at once
_UNLIKE = -1e9


@dataclass(slots=True, kw_only=True)
class Lexicon:
    """Words and joined neighbours of all names, each once, with the sounds of each; and what is known of two of them:
    how many bits likelier one spells the other than a name drawn at random."""

    model: Model
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    sounds: list[frozenset[int]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    heard: dict[str, int] = field(default_factory=dict)
    masks: list[int] = field(default_factory=list)  # the sounds of each word, 64 of them told apart
    known: dict[int, float] = field(default_factory=dict)

    def number(self, text: str, script: str) -> int:
        """Return the number of a word."""
        found = self.numbers.setdefault((text, script), len(self.words))
        if found == len(self.words):
            sounds = frozenset([self.heard.setdefault(form, len(self.heard)) for form in forms(text, script)])
            self.words.append((text, script, "", text))
            self.sounds.append(sounds)
            self.masks.append(sum({1 << sound % 64 for sound in sounds}))
        return found

    def likelier(self, one: Numbers, other: Numbers) -> Bits:
        """Return how many bits likelier each word spells the one beside it; words that sound unlike do not."""
        size = len(self.words)
        asked, place = np.unique(np.minimum(one, other) * size + np.maximum(one, other), return_inverse=True)
        return np.array([self._likelier(*divmod(key, size)) for key in asked.tolist()], dtype=np.float64)[place]

    def _likelier(self, one: int, other: int) -> float:
        key = one << 32 | other
        found = self.known.get(key)
        if found is None:
            a, b = self.words[one], self.words[other]
            found = _UNLIKE if self.sounds[one].isdisjoint(self.sounds[other]) else likelier(a, b, self.model)
            if found > _UNLIKE and a[1] == b[1] != "latin":
                # Which of two words of one script is read as the spelling depends on the whole names.
                found = max(found, likelier(b, a, self.model))
            self.known[key] = found
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The words of names, those of the first from `start[0]` on: number, words covered (a mask), how rare (bits)."""

    start: Numbers
    number: Numbers
    covers: Numbers
    rare: Bits


def make_laid(entries: Sequence[Sequence[tuple[int, int, float]]]) -> Laid:
    """Return the words of names in columns."""
    number, covers, rare = (np.array([entry[of] for found in entries for entry in found]) for of in range(3))
    return Laid(
        start=np.concatenate([[0], np.cumsum([len(found) for found in entries])]).astype(np.int64),
        number=number.astype(np.int64),
        covers=covers.astype(np.int64),
        rare=rare.astype(np.float64),
    )


def side_by_side(laid: Laid, one: Numbers, other: Numbers, lexicon: Lexicon) -> tuple[Bits, Numbers, Numbers]:
    """Return what the words of each two names come to at most, and which words of each find a partner (masks)."""
    parts = [
        _side_by_side(laid, one[start : start + _AT_ONCE], other[start : start + _AT_ONCE], lexicon)
        for start in range(0, len(one), _AT_ONCE)
    ]
    bits, ours, theirs = (np.concatenate(found) for found in zip(*parts, strict=True))
    return bits, ours, theirs


def _side_by_side(laid: Laid, one: Numbers, other: Numbers, lexicon: Lexicon) -> tuple[Bits, Numbers, Numbers]:
    pair, a, b = beside(laid.start, one, other)
    is_single_a, is_single_b = (np.bitwise_count(laid.covers[at]) == 1 for at in (a, b))
    masks = np.array(lexicon.masks, dtype=np.uint64)[laid.number]
    may_meet = (is_single_a | is_single_b) & (masks[a] & masks[b] != 0)
    pair, a, b = pair[may_meet], a[may_meet], b[may_meet]
    likely = lexicon.likelier(laid.number[a], laid.number[b])
    is_alike = likely > 0
    pair, a, b, likely = pair[is_alike], a[is_alike], b[is_alike], likely[is_alike]
    # A joined word is as rare as all of its parts together; of two single ones the commoner counts.
    joined_a, joined_b = (np.bitwise_count(laid.covers[at]) > 1 for at in (a, b))
    rare = np.select([joined_a, joined_b], [laid.rare[a], laid.rare[b]], np.minimum(laid.rare[a], laid.rare[b]))
    bits = -np.log2(2.0**-rare + 2.0 ** -np.minimum(likely, 200.0))
    is_enough = bits >= lexicon.model.name["least"]
    pair, a, b, bits = pair[is_enough], a[is_enough], b[is_enough], bits[is_enough]
    ours, theirs = (_best(pair, entry, bits, laid, count=len(one)) for entry in (a, b))
    return np.minimum(ours[0], theirs[0]), ours[1], theirs[1]


def _best(pair: Numbers, entry: Numbers, bits: Bits, laid: Laid, *, count: int) -> tuple[Bits, Numbers]:
    """Return for one side of each pair the sum of the best of its single words and the best joined one, and a mask of
    all that found a partner."""
    worth, covered = np.zeros(count), np.zeros(count, dtype=np.int64)
    if not len(pair):
        return worth, covered
    order = np.lexsort((entry, pair))
    pair, entry, bits = pair[order], entry[order], bits[order]
    first = np.nonzero((np.diff(pair, prepend=-1) != 0) | (np.diff(entry, prepend=-1) != 0))[0]
    pair, entry, bits = pair[first], entry[first], np.maximum.reduceat(bits, first)
    covers = laid.covers[entry]
    is_single = np.bitwise_count(covers) == 1
    worth += np.bincount(pair, bits * is_single, minlength=count)
    joined = np.zeros(count)
    np.maximum.at(joined, pair, bits * ~is_single)
    np.bitwise_or.at(covered, pair, covers)
    return worth + joined, covered
