"""A name as written, and what it may mean: tokens, titles that may be parts, short forms, other names.

A name is not split into family and given name: who stands first is unknown, and many people have neither. A title
is kept as a token that *may* be left out ("Maung" can be a title and can be part of the name). Nothing here
compares names; that is `match`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from homeward.record.scripts import fold_latin, fold_native, script_of, syllables, tidy


class TokenKind(StrEnum):
    """What a token may be besides part of the name."""

    PART = "part"
    TITLE = "title"
    PARTICLE = "particle"
    INITIAL = "initial"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One part of a name: `text` as compared (folded), `full` what a short form stands for, else the same.

    What `may_be_left_out` other papers may drop without saying anything about the person.
    """

    text: str
    script: str
    kind: TokenKind = TokenKind.PART
    full: str = ""
    may_be_left_out: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "may_be_left_out", self.kind in (TokenKind.TITLE, TokenKind.PARTICLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of a person. `tokens` in the order written; `script` that of the first token, "" for no name."""

    written: str
    script: str
    tokens: tuple[Token, ...]

    @property
    def readings(self) -> tuple[tuple[str, ...], ...]:
        """Every way to read the tokens, likeliest first: without what may be left out, and with it."""
        short = tuple(token.text for token in self.tokens if not token.may_be_left_out)
        whole = tuple(token.text for token in self.tokens)
        return tuple(dict.fromkeys(reading for reading in (short, whole) if reading))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    kind: str
    stands_for: str


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, str], _Word]:
    text = resources.files("homeward.record").joinpath("data/name-words.csv").read_text(encoding="utf-8")
    return {
        (row["script"], fold_native(row["word"], row["script"])): _Word(kind=row["kind"], stands_for=row["stands_for"])
        for row in csv.DictReader(text.splitlines())
    }


@lru_cache(maxsize=1)
def _in_front() -> dict[str, list[int]]:
    """Return by script how long the words are that are written on to the one behind, the longest first."""
    found: dict[str, set[int]] = {}
    for (script, text), word in _words().items():
        if word.kind in _WRITTEN_ON:
            found.setdefault(script, set()).add(len(text))
    return {script: sorted(sizes, reverse=True) for script, sizes in found.items()}


_ALIAS = re.compile(r"\s*(?:@|\baka\b|\ba\.k\.a\.?|\balias\b|[;؛]|[（(])\s*", re.IGNORECASE)
_QUOTES = re.compile("['’‘`´ʻʼʹ\"“”]")
_GAPS = re.compile(r"[\s,،、.।·•‧・_)）\-‐‑–—]+")
_SLASHED = re.compile(r"\b([ASDWas])/([LPORlpor])\b")
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
_MAX_TOKENS = 12
_MAX_LETTERS = 48  # of one word: what is longer is no word of a name, and comparing it would take long
_WRITTEN_ON = {"prefix": TokenKind.PARTICLE, "glued": TokenKind.TITLE}  # to the word behind, without a blank
_KINDS = {
    "glued": TokenKind.TITLE,
    "title": TokenKind.TITLE,
    "filler": TokenKind.TITLE,
    "particle": TokenKind.PARTICLE,
    "prefix": TokenKind.PARTICLE,
    "short": TokenKind.SHORT,
    "letter": TokenKind.INITIAL,
}


@lru_cache(maxsize=50_000)
def read_name(text: str) -> tuple[Name, ...]:
    """Return the names that `text` holds: one, or several where it says "alias", "@" or puts one in brackets.

    Titles, particles and short forms come from `data/name-words.csv`; no nationality changes how a name is read. A
    text without a letter gives no name.

    >>> [token.text for token in read_name("Md. Abdul KARIM")[0].tokens]
    ['md', 'abdul', 'karim']
    """
    parts = _ALIAS.split(_SLASHED.sub(r" \1\2 ", tidy(text))) if text else []
    names = tuple([name for part in parts if (name := _one_name(part)).tokens])
    return tuple(dict.fromkeys(names)) if len(names) > 1 else names


def _one_name(text: str) -> Name:
    tokens: list[Token] = []
    for word in _GAPS.split(_QUOTES.sub("", text)):
        if word:
            tokens.extend(_tokens(word))
    tokens = _settle(tokens[:_MAX_TOKENS])
    return Name(written=text, script=tokens[0].script if tokens else "", tokens=tuple(tokens))


@lru_cache(maxsize=100_000)
def _tokens(word: str) -> tuple[Token, ...]:
    script = script_of(word)
    if not script:
        return ()
    if script == "latin":
        pieces = _CAMEL.split(word) if not word.isupper() else [word]
        return tuple(_token(fold_latin(piece), script) for piece in pieces if script_of(piece))
    folded = fold_native(_letters(word)[:_MAX_LETTERS], script)
    for size in () if (script, folded) in _words() else _in_front().get(script, ()):
        title = _words().get((script, folded[:size]))
        if title and title.kind in _WRITTEN_ON and len(folded) > size + 2:
            front = Token(text=folded[:size], script=script, kind=_WRITTEN_ON[title.kind])
            return (front, _token(folded[size:], script))
    return tuple(_token(piece, script) for piece in syllables(folded, script))


@lru_cache(maxsize=100_000)
def _token(text: str, script: str) -> Token:
    letters = _letters(text)[:_MAX_LETTERS]
    word = _words().get((script, letters))
    if word is None or word.kind == "prefix":
        kind = TokenKind.INITIAL if script == "latin" and len(letters) == 1 else TokenKind.PART
        return Token(text=letters, script=script, kind=kind, full=letters)
    kind = _KINDS[word.kind]
    return Token(text=letters, script=script, kind=kind, full=word.stands_for or letters)


def _letters(text: str) -> str:
    return "".join([letter for letter in text if letter.isalnum() or ord(letter) > 0x2FF])


def _settle(tokens: list[Token]) -> list[Token]:
    """Drop empty ones, and let a title in the middle, or one that is all there is, be part of the name."""
    tokens = [token for token in tokens if token.text]
    last = len(tokens) - 1
    settled = [
        _as_part(token) if token.kind is TokenKind.TITLE and 0 < place < last else token
        for place, token in enumerate(tokens)
    ]
    if all([token.may_be_left_out for token in settled]):
        settled = [_as_part(token) for token in settled]
    return settled


def _as_part(token: Token) -> Token:
    return Token(text=token.text, script=token.script, kind=TokenKind.PART, full=token.full)
