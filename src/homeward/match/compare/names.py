"""Names: the best way to lay the tokens of one beside those of the other, in any order, joined or split.

Two tokens that are laid together are worth log2 of how much likelier one spells the other than a name drawn at
random does, never more than the word is rare. What only one name has was left out; what each has differently
contradicts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from math import prod

from homeward.match.han import is_chinese
from homeward.match.model import Model
from homeward.match.rarity import rare_bits
from homeward.match.spelling import NO_WAY, background, likeliest, surplus
from homeward.record import Name, Token, TokenKind

_MOST_JOINED = 4
_WEAK = 3.0  # bits of a word that may be part of a longer one instead
_EQUAL = 200.0  # bits of an equal word before its rarity is weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Tokens `left` (from, to) of one name laid beside tokens `right` of the other."""

    left: tuple[int, int]
    right: tuple[int, int]
    bits: float
    is_equal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAgreement:
    """What two names have in common. `open_left` and `open_right` count the tokens that found no partner."""

    laid: tuple[Laid, ...]
    open_left: int
    open_right: int
    bits: float


def compare_names(left: Name, right: Name, *, attribute: str, model: Model) -> NameAgreement:
    """Return the best layout of two names; the same whichever name comes first."""
    if _is_turned(left, right):
        turned = compare_names(right, left, attribute=attribute, model=model)
        laid = tuple(Laid(left=p.right, right=p.left, bits=p.bits, is_equal=p.is_equal) for p in turned.laid)
        return NameAgreement(laid=laid, open_left=turned.open_right, open_right=turned.open_left, bits=turned.bits)
    share = _share_of(attribute, model)
    chosen = _choose(_singles(left.tokens, right.tokens, settled=_settled(left, right), share=share, model=model))
    opened = (_open(left, chosen, side=0), _open(right, chosen, side=1))
    is_weak = any(opened) and any([pair.bits < _WEAK for pair in chosen])
    if (all(opened) or is_weak) and len(left.tokens) != len(right.tokens):
        joined = _joined(left.tokens, right.tokens, chosen=chosen, share=share, model=model)
        if joined:
            singles = _singles(left.tokens, right.tokens, settled=frozenset(), share=share, model=model)
            chosen = _choose(joined + singles)
            opened = (_open(left, chosen, side=0), _open(right, chosen, side=1))
    return _settle(chosen, opened, added=_added(left, right, chosen), model=model)


def _is_turned(left: Name, right: Name) -> bool:
    if left.script != right.script:
        return right.script < left.script
    return [token.text for token in right.tokens] < [token.text for token in left.tokens]


def _share_of(attribute: str, model: Model) -> Callable[[Token, Token], float]:
    unknown = model.prior["share_unknown"]
    rarity, common = model.rarity, _common_words()

    def share(a: Token, b: Token) -> float:
        return max(
            rarity.share(attribute, a.text, unknown=common.get(a.text, unknown)),
            rarity.share(attribute, b.text, unknown=common.get(b.text, unknown)),
        )

    return share


@lru_cache(maxsize=1)
def _common_words() -> dict[str, float]:
    """Return how common the commonest words of names are, for where nothing was counted."""
    text = resources.files("homeward.match").joinpath("data/common-words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {word: float(share) for share, words in reversed(rows) for word in words.split()}


def _settled(left: Name, right: Name) -> frozenset[str]:
    """Return the words that stand equally often in both names: each is laid beside itself, whatever else is like it."""
    ours, theirs = [token.text for token in left.tokens], [token.text for token in right.tokens]
    if any([token.kind is TokenKind.INITIAL for token in (*left.tokens, *right.tokens)]):
        return frozenset()
    return frozenset([text for text in ours if text in theirs and ours.count(text) == theirs.count(text)])


def _singles(
    left: Sequence[Token],
    right: Sequence[Token],
    *,
    settled: frozenset[str],
    share: Callable[[Token, Token], float],
    model: Model,
) -> list[Laid]:
    found = []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            if settled and a.text != b.text and (a.text in settled or b.text in settled):
                continue
            if a.kind is TokenKind.INITIAL or b.kind is TokenKind.INITIAL:
                bits = _initial_bits(a, b, model)
            else:
                likelier = _word_surplus(a, b, model)
                bits = rare_bits(share(a, b) + 2.0**-likelier) if likelier > 0 else NO_WAY
            if bits >= model.name["least"]:
                found.append(Laid(left=(i, i + 1), right=(j, j + 1), bits=bits, is_equal=a.text == b.text))
    return found


def _initial_bits(a: Token, b: Token, model: Model) -> float:
    first, second = likeliest(a.full or a.text, a.script)[:1], likeliest(b.full or b.text, b.script)[:1]
    return model.name["initial"] if first and first == second else NO_WAY


def _word_surplus(a: Token, b: Token, model: Model) -> float:
    """Return how many bits likelier one word spells the other than a name drawn at random; short forms in full too."""
    if a.text == b.text and a.script == b.script:
        return _EQUAL
    bits = _surplus(a.text, a.script, b.text, b.script)
    if a.kind is TokenKind.SHORT or b.kind is TokenKind.SHORT:
        full_a, full_b = a.full or a.text, b.full or b.text
        ways = ((full_a, b.text), (a.text, full_b), (full_a, full_b))
        bits = max(bits, *(_surplus(x, a.script, y, b.script) for x, y in ways))
    if a.script == b.script != "latin":
        bits += model.name["unheard"]
    return bits * model.scripts["latin" if a.script == b.script == "latin" else "other"]


@lru_cache(maxsize=400_000)
def _surplus(a: str, script_a: str, b: str, script_b: str) -> float:
    """Return how many bits likelier `b` is `a` than some other name, whichever of the two is written in Latin."""
    if script_a == "latin":
        a, script_a, b, script_b = b, script_b, a, script_a
    latin = b if script_b == "latin" else likeliest(b, script_b)
    if a == latin or (script_a != "latin" and a == b):
        return -background(latin)
    return surplus(a, script_a, latin)


def _joined(
    left: Sequence[Token],
    right: Sequence[Token],
    *,
    chosen: Sequence[Laid],
    share: Callable[[Token, Token], float],
    model: Model,
) -> list[Laid]:
    """Runs of tokens of the longer name against single tokens of the shorter one, where single ones left some open."""
    if len(left) < len(right):
        turned = [Laid(left=pair.right, right=pair.left, bits=pair.bits) for pair in chosen]
        found = _joined(right, left, chosen=turned, share=share, model=model)
        return [Laid(left=pair.right, right=pair.left, bits=pair.bits, is_equal=pair.is_equal) for pair in found]
    closed = {place for pair in chosen for place in range(*pair.left)}
    taken = {place for pair in chosen for place in range(*pair.right)}
    singles = [
        (place, token, _length(token)) for place, token in enumerate(right) if token.kind is not TokenKind.INITIAL
    ]
    found = []
    for start in range(len(left) - 1):
        for end in range(start + 2, min(len(left), start + _MOST_JOINED) + 1):
            run = left[start:end]
            if closed.issuperset(range(start, end)) or not _is_joinable(run):
                continue
            whole = Token(text="".join([part.text for part in run]), script=run[0].script)
            length, is_free = _length(whole), closed.isdisjoint(range(start, end))
            for place, token, size in singles:
                if (place not in taken or not is_free) and _is_about(length, size):
                    bits = _run_bits(run, whole, token, share=share, model=model)
                    if bits >= model.name["least"]:
                        is_equal = whole.text == token.text
                        found.append(Laid(left=(start, end), right=(place, place + 1), bits=bits, is_equal=is_equal))
    return found


def _is_joinable(run: Sequence[Token]) -> bool:
    return all(token.script == run[0].script and token.kind is not TokenKind.INITIAL for token in run)


def _run_bits(
    run: Sequence[Token], whole: Token, token: Token, *, share: Callable[[Token, Token], float], model: Model
) -> float:
    likelier = _word_surplus(whole, token, model)
    if likelier <= 0:
        return NO_WAY
    return rare_bits(prod([share(part, part) for part in run]) + 2.0**-likelier)


def _length(token: Token) -> int:
    return len(likeliest(token.text, token.script))


def _is_about(whole: int, single: int) -> bool:
    """A run can only be one word whose length is about that of the whole run."""
    return abs(whole - single) <= 2 + max(whole, single) // 4


def _choose(found: list[Laid]) -> tuple[Laid, ...]:
    """Take the best first, each token once; of equal ones those that keep the order."""
    if len(found) < 2:
        return tuple(found)
    found.sort(key=lambda pair: (-pair.bits, abs(pair.left[0] - pair.right[0]), pair.left, pair.right))
    used_left: set[int] = set()
    used_right: set[int] = set()
    chosen = []
    for pair in found:
        here, there = range(*pair.left), range(*pair.right)
        if used_left.isdisjoint(here) and used_right.isdisjoint(there):
            chosen.append(pair)
            used_left.update(here)
            used_right.update(there)
    return tuple(sorted(chosen, key=lambda pair: pair.left))


def _open(name: Name, chosen: Sequence[Laid], *, side: int) -> int:
    used = {place for pair in chosen for place in range(*(pair.right if side else pair.left))}
    return len([place for place, token in enumerate(name.tokens) if place not in used and not token.may_be_left_out])


def _added(left: Name, right: Name, chosen: Sequence[Laid]) -> int:
    """Count the open words that stand beside a Chinese name: a given name of another language contradicts none."""
    if "han" not in (left.script, right.script) or left.script == right.script:
        return 0
    side = int(left.script == "han")
    name, used = (left, right)[side], {place for pair in chosen for place in range(*(pair.left, pair.right)[side])}
    words = [token for place, token in enumerate(name.tokens) if place not in used and not token.may_be_left_out]
    return len([word for word in words if word.script == "latin" and not is_chinese(word.text)])


def _settle(chosen: tuple[Laid, ...], opened: tuple[int, int], *, added: int, model: Model) -> NameAgreement:
    open_left, open_right = opened
    if not chosen:
        return NameAgreement(laid=(), open_left=open_left, open_right=open_right, bits=model.name["different"])
    both = min(open_left, open_right, max(open_left, open_right) - added) if added else min(open_left, open_right)
    bits = sum([pair.bits for pair in chosen]) + both * model.name["contradicted"]
    bits += (open_left + open_right - 2 * both) * model.name["omitted"]
    if any(b.right < a.right for a, b in pairwise(chosen)):
        bits += model.name["twisted"]
    return NameAgreement(
        laid=chosen, open_left=open_left, open_right=open_right, bits=max(bits, model.name["different"])
    )
