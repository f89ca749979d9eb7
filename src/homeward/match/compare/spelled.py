"""Names as they are compared: their words, what these join to, and how likely one word spells another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from homeward.match.han import is_chinese
from homeward.match.model import Model
from homeward.match.spelling import background, likeliest, one_character_bits, surplus
from homeward.record import Name, TokenKind

_EQUAL = 200.0  # bits of an equal word before its rarity is weighed
_MOST_JOINED = 4
_MOST_NAMES = 50_000
INITIAL, _SHORT = str(TokenKind.INITIAL), str(TokenKind.SHORT)

Word = tuple[str, str, str, str]  # text, script, kind, what it stands for
Run = tuple[int, int, int, Word]  # words from and to, how long they are in Latin letters, joined


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """A name's words, told apart by identity. `needed` is a mask of those that may not be left out; `is_chinese` says
    that each of them may be one or two Chinese syllables in Latin letters; `name` is kept so that it stays itself."""

    name: Name
    script: str
    words: tuple[Word, ...]
    texts: tuple[str, ...]
    needed: int
    has_initial: bool
    is_chinese: bool


_SEEN: dict[int, Words] = {}


def words_of(name: Name) -> Words:
    """Return the words of a name, worked out once for each name object while so many are in use."""
    found = _SEEN.get(id(name))
    if found is None:
        if len(_SEEN) >= _MOST_NAMES:
            _SEEN.clear()
        found = _SEEN[id(name)] = _words(name)
    return found


def _words(name: Name) -> Words:
    needed, words = 0, []
    for place, token in enumerate(name.tokens):
        words.append((token.text, token.script, str(token.kind), token.full or token.text))
        needed |= (not token.may_be_left_out) << place
    return Words(
        name=name,
        script=name.script,
        words=tuple(words),
        texts=tuple([word[0] for word in words]),
        needed=needed,
        has_initial=any([word[2] == INITIAL for word in words]),
        is_chinese=all([word[1] == "latin" and is_chinese(word[0], most=2) for word in words]),
    )


def without(words: Words, counted: frozenset[str]) -> Words:
    """Return the words that are not among those counted."""
    if counted.isdisjoint(words.texts):
        return words
    kept = [place for place, text in enumerate(words.texts) if text not in counted]
    left = tuple([words.words[place] for place in kept])
    return Words(
        name=words.name,
        script=words.script,
        words=left,
        texts=tuple([word[0] for word in left]),
        needed=sum([(words.needed >> place & 1) << at for at, place in enumerate(kept)]),
        has_initial=any([word[2] == INITIAL for word in left]),
        is_chinese=words.is_chinese,
    )


@lru_cache(maxsize=50_000)
def runs(words: tuple[Word, ...]) -> tuple[Run, ...]:
    """Return the neighbours that may be written as one word."""
    found = []
    for start in range(len(words) - 1):
        script = words[start][1]
        for end in range(start + 1, min(len(words), start + _MOST_JOINED) + 1):
            if words[end - 1][1] != script or words[end - 1][2] == INITIAL:
                break
            if end > start + 1:
                whole = "".join([word[0] for word in words[start:end]])
                found.append((start, end, len(likeliest(whole, script)), (whole, script, "", whole)))
    return tuple(found)


def length(word: Word) -> int:
    """Return how many Latin letters a word has."""
    return len(likeliest(word[0], word[1]))


def same_first(a: Word, b: Word) -> bool:
    """Tell whether two words begin alike."""
    first = likeliest(a[3], a[1])[:1]
    return bool(first) and first == likeliest(b[3], b[1])[:1]


def likelier(a: Word, b: Word, model: Model, *, are_chinese: bool = False) -> float:
    """Return how many bits likelier one word spells the other than a name drawn at random, as far as `model` believes
    the evidence of spelling; no more than 0 where it does not. Of Chinese names, both may spell one character."""
    script_a, script_b = a[1], b[1]
    if script_a == script_b and a[0] == b[0]:
        return _EQUAL
    if are_chinese:
        return max(likelier(a, b, model), one_character_bits(a[0], b[0]) * model.scripts["latin"])
    bits = _likelier(a, b) if _SHORT in (a[2], b[2]) else _surplus(a[0], script_a, b[0], script_b)
    if script_a != script_b:
        return bits * model.scripts["other"]
    return (
        bits * model.scripts["latin"]
        if script_a == "latin"
        else (bits + model.name["unheard"]) * model.scripts["other"]
    )


def _likelier(a: Word, b: Word) -> float:
    """Return the same with short forms in full too."""
    (text_a, script_a, _, full_a), (text_b, script_b, _, full_b) = a, b
    ways = ((text_a, text_b), (full_a, text_b), (text_a, full_b), (full_a, full_b))
    return max([_surplus(x, script_a, y, script_b) for x, y in ways])


def _surplus(a: str, script_a: str, b: str, script_b: str) -> float:
    """Return how many bits likelier `b` is `a` than some other name, whichever of the two is written in Latin."""
    if script_a == "latin":
        a, script_a, b, script_b = b, script_b, a, script_a
    latin = b if script_b == "latin" else likeliest(b, script_b)
    if a == latin or (script_a != "latin" and a == b):
        return -background(latin)
    return surplus(a, script_a, latin)
