"""Names: the best way to lay the tokens of one beside those of the other, in any order, joined or split.

Two tokens that are laid together are worth log2 of how much likelier one spells the other than a name drawn at
random does, never more than the word is rare. What only one name has was left out; what each has differently
contradicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from math import prod
from operator import itemgetter

from homeward.match.compare.spelled import INITIAL, Word, Words, length, likelier, runs, same_first
from homeward.match.han import is_chinese
from homeward.match.model import Model
from homeward.match.rarity import rare_bits
from homeward.match.spelling import NO_WAY

_WEAK, _UNEQUAL = 3.0, 5.0  # bits of a word, and of one spelled otherwise, that may be part of a longer one instead
_SHORTER = 3  # letters
_MOST_SCALES, _MOST_AGREED = 16, 40_000
_NONE: frozenset[str] = frozenset()
# Tokens of one name laid beside tokens of the other, so that the best sorts first: the bits with their sign turned, how
# many places the two are apart, from and to here, from and to there, whether they are equal.
Laid = tuple[float, int, int, int, int, int, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAgreement:
    """What two names have in common: how many tokens are `laid` side by side, whether all of these are equal, and what
    they come to by themselves (`shared`). `open_left` and `open_right` count the tokens that found no partner."""

    laid: int
    is_equal: bool
    shared: float
    open_left: int
    open_right: int
    bits: float


class _Scale(dict[str, float]):
    """By word, the share of people who have it in one attribute under one model, and what names came to by that."""

    def __init__(self, attribute: str, model: Model) -> None:
        self.attribute, self.model = attribute, model
        self.agreed: dict[tuple[Words, Words], NameAgreement] = {}

    def __missing__(self, word: str) -> float:
        unknown = _common_words().get(word, self.model.prior["share_unknown"])
        share = self[word] = self.model.rarity.share(self.attribute, word, unknown=unknown)
        return share


_SCALES: dict[tuple[int, str], _Scale] = {}


def _scale_of(attribute: str, model: Model) -> _Scale:
    found = _SCALES.get((id(model), attribute))
    if found is None:
        if len(_SCALES) >= _MOST_SCALES:
            _SCALES.clear()
        found = _SCALES[id(model), attribute] = _Scale(attribute, model)
    return found


def compare_names(left: Words, right: Words, *, attribute: str, model: Model) -> NameAgreement:
    """Return the best layout of two names; the same whichever name comes first."""
    share = _scale_of(attribute, model)
    found = share.agreed.get((left, right))
    if found is None:
        if len(share.agreed) >= _MOST_AGREED:
            share.agreed.clear()
        found = share.agreed[left, right] = _agreement(left, right, share=share, model=model)
    return found


def _agreement(left: Words, right: Words, *, share: _Scale, model: Model) -> NameAgreement:
    is_turned = right.script < left.script if left.script != right.script else right.texts < left.texts
    if is_turned:
        left, right = right, left
    chosen = _choose(_singles(left, right, settled=_settled(left, right), share=share, model=model))
    opened = _open(left, right, chosen)
    if _may_join(left, right, opened, chosen):
        joined = _joined(left, right, chosen=chosen, share=share, model=model)
        if len(left.words) == len(right.words):
            turned = [_turned(pair) for pair in chosen]
            joined += map(_turned, _joined(right, left, chosen=turned, share=share, model=model))
        if joined:
            singles = _singles(left, right, settled=_NONE, share=share, model=model)
            chosen = _choose(joined + singles)
            opened = _open(left, right, chosen)
    added = _added(left, right, opened) if left.script != right.script else 0
    open_left, open_right = opened[0].bit_count(), opened[1].bit_count()
    return NameAgreement(
        laid=len(chosen),
        is_equal=all([pair[6] for pair in chosen]),
        shared=-sum([pair[0] for pair in chosen]),
        open_left=open_right if is_turned else open_left,
        open_right=open_left if is_turned else open_right,
        bits=_bits(chosen, open_left, open_right, added=added, prices=model.name),
    )


def _may_join(left: Words, right: Words, opened: tuple[int, int], chosen: Sequence[Laid]) -> bool:
    """Tell whether a word of one name may be two of the other: where words found no partner, or a poor one."""
    size = len(left.words)
    if size == len(right.words):  # then only where one has words to leave out: "Rahman al-Ali" and "Abdel Rahman Alali"
        return all(opened) and min(left.needed.bit_count(), right.needed.bit_count()) < size
    return all(opened) or (any(opened) and any([_is_poor(left, right, pair) for pair in chosen]))


def _is_poor(left: Words, right: Words, pair: Laid) -> bool:
    """Tell whether a word may rather be part of a longer one: common, or little alike, or much shorter."""
    is_short = abs(len(left.texts[pair[2]]) - len(right.texts[pair[4]])) >= _SHORTER
    return -pair[0] < (_WEAK if pair[6] else _UNEQUAL) or (is_short and not pair[6])


@lru_cache(maxsize=1)
def _common_words() -> dict[str, float]:
    """Return how common the commonest words of names are, for where nothing was counted."""
    text = resources.files("homeward.match").joinpath("data/common-words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {word: float(share) for share, words in reversed(rows) for word in words.split()}


def _settled(left: Words, right: Words) -> frozenset[str]:
    """Return the words that stand equally often in both names: each is laid beside itself, whatever else is like it."""
    if left.has_initial or right.has_initial:
        return _NONE
    ours, theirs = left.texts, right.texts
    return frozenset([text for text in ours if text in theirs and ours.count(text) == theirs.count(text)])


def _singles(left: Words, right: Words, *, settled: frozenset[str], share: _Scale, model: Model) -> list[Laid]:
    """Return which single words may be laid side by side."""
    least, found = model.name["least"], []
    are_chinese = left.is_chinese and right.is_chinese
    theirs = list(enumerate(right.words))
    unsettled = [(j, b) for j, b in theirs if b[0] not in settled] if settled else theirs
    for i, a in enumerate(left.words):
        text = a[0]
        for j, b in theirs if text in settled else unsettled:
            is_equal = text == b[0]
            if is_equal or text not in settled:
                bits = _word_bits(a, b, are_chinese, share=share, model=model)
                if bits >= least:
                    found.append((-bits, abs(i - j), i, i + 1, j, j + 1, is_equal))
    return found


def _word_bits(a: Word, b: Word, are_chinese: bool, *, share: _Scale, model: Model) -> float:
    """Return what laying two words side by side is worth."""
    if a[2] == INITIAL or b[2] == INITIAL:
        return model.name["initial"] if same_first(a, b) else NO_WAY
    likely = likelier(a, b, model, are_chinese=are_chinese)
    if likely <= 0:
        return NO_WAY
    common = share[a[0]] if a[0] == b[0] else max(share[a[0]], share[b[0]])
    return rare_bits(common + 2.0**-likely)


def _joined(left: Words, right: Words, *, chosen: Sequence[Laid], share: _Scale, model: Model) -> list[Laid]:
    """Runs of tokens of the longer name against single tokens of the shorter one, where single ones left some open."""
    if len(left.words) < len(right.words):
        turned = [_turned(pair) for pair in chosen]
        return [_turned(pair) for pair in _joined(right, left, chosen=turned, share=share, model=model)]
    least, found = model.name["least"], []
    closed, taken = _used(chosen)
    singles = [(1 << j, j, b, length(b)) for j, b in enumerate(right.words) if b[2] != INITIAL]
    for start, end, size, whole in runs(left.words):
        covers = (1 << end) - (1 << start)
        if covers & closed == covers:
            continue
        for place, j, b, single in singles:
            if (covers & closed or not place & taken) and _is_about(size, single):
                likely = likelier(whole, b, model)
                if likely > 0:
                    bits = rare_bits(prod([share[text] for text in left.texts[start:end]]) + 2.0**-likely)
                    if bits >= least:
                        found.append((-bits, abs(start - j), start, end, j, j + 1, whole[0] == b[0]))
    return found


def _turned(pair: Laid) -> Laid:
    bits, apart, start, end, there, there_end, is_equal = pair
    return bits, apart, there, there_end, start, end, is_equal


def _is_about(whole: int, single: int) -> bool:
    """A run can only be one word whose length is about that of the whole run."""
    return abs(whole - single) <= 2 + max(whole, single) // 4


def _used(chosen: Sequence[Laid]) -> tuple[int, int]:
    """Return the tokens that have found a partner, a mask for each name."""
    here = there = 0
    for _, _, start, end, other, other_end, _ in chosen:
        here |= (1 << end) - (1 << start)
        there |= (1 << other_end) - (1 << other)
    return here, there


def _choose(found: list[Laid]) -> list[Laid]:
    """Take the best first, each token once; of equal ones those that keep the order."""
    if len(found) < 2:
        return found
    found.sort()
    here = there = 0
    chosen = []
    for pair in found:
        ours, theirs = (1 << pair[3]) - (1 << pair[2]), (1 << pair[5]) - (1 << pair[4])
        if not (ours & here or theirs & there):
            chosen.append(pair)
            here, there = here | ours, there | theirs
    chosen.sort(key=itemgetter(2))
    return chosen


def _open(left: Words, right: Words, chosen: Sequence[Laid]) -> tuple[int, int]:
    """Return the masks of the tokens that found no partner, though they should have one."""
    here, there = _used(chosen)
    return left.needed & ~here, right.needed & ~there


def _added(left: Words, right: Words, opened: tuple[int, int]) -> int:
    """Count the open words that stand beside a Chinese name: a given name of another language contradicts none."""
    if "han" not in (left.script, right.script):
        return 0
    name, places = (right, opened[1]) if left.script == "han" else (left, opened[0])
    words = [word for place, word in enumerate(name.words) if places >> place & 1]
    return len([word for word in words if word[1] == "latin" and not is_chinese(word[0])])


def _bits(chosen: Sequence[Laid], open_left: int, open_right: int, *, added: int, prices: Mapping[str, float]) -> float:
    """Return what a layout comes to; what is open on both sides contradicts, on one side only it was left out."""
    if not chosen:
        return prices["different"]
    both = min(open_left, open_right, max(open_left, open_right) - added)
    bits = sum([-pair[0] for pair in chosen]) + both * prices["contradicted"]
    bits += (open_left + open_right - 2 * both) * prices["omitted"]
    if any([later[4] < pair[4] for pair, later in pairwise(chosen)]):
        bits += prices["twisted"]
    return max(bits, prices["different"])
