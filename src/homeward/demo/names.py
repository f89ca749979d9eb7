"""Names built as people of a nationality build them, whole columns at a time.

Every word of a name is drawn by a number between 0 and 1 that belongs to a *role* (own given name, father, family …).
Brothers and sisters share the numbers of all roles but their own; namesakes share the numbers of a whole name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from homeward.demo.tables import Nation, Shape, read_rows

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

# Each role with the kind of the name table it draws from, and the sex there ("own": the person's own).
ROLES: dict[str, tuple[str, str]] = {
    "shape": ("", ""),
    "given": ("given", "own"),
    "given2": ("given2", "own"),
    "middle": ("middle", "own"),
    "family": ("family", "own"),
    "familym": ("family", "M"),
    "motherfamily": ("family", "F"),
    "father": ("father", "M"),
    "father2": ("father", "M"),
    "fathermiddle": ("middle", "M"),
    "grandfather": ("father", "M"),
    "mother": ("given", "F"),
    "mother2": ("given", "F"),
    "mothermiddle": ("middle", "F"),
    "motherfather": ("father", "M"),
}
OWN_ROLES = ("given", "given2", "middle")
# A family's name is one draw, whoever bears it.
_SAME_DRAW = {"familym": "family"}
# Where a nationality has no such kind, it takes this one.
_INSTEAD = {"father": "given", "given2": "given", "motherfamily": "family"}
_JOINT = re.compile(r"[+-]")

Draws = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of name for one sex: native and Latin forms, other spellings, and the cumulated weights."""

    native: Texts
    latin: Texts
    others: tuple[tuple[str, ...], ...]
    bounds: Floats

    def pick(self, draws: Floats) -> npt.NDArray[np.int64]:
        """Return the index of the name that each draw falls on."""
        return np.searchsorted(self.bounds, draws, side="right").astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a person's name. `syllables` are the parts it can be split into; `others` other spellings."""

    role: str
    native: str
    latin: str
    syllables: tuple[str, ...]
    others: tuple[str, ...]


@cache
def _table(code: str) -> dict[tuple[str, str], list[dict[str, str]]]:
    kinds: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in read_rows(f"names/{code}.csv"):
        kinds.setdefault((row["kind"], row["sex"]), []).append(row)
    return kinds


@cache
def _kind(code: str, name: str, *, sex: str, skew: float) -> Kind:
    """Return a kind by name ("family", "given.zh"), falling back on what stands in for it."""
    table = _table(code)
    base, dot, community = name.partition(".")
    instead = _INSTEAD.get(base, base) + dot + community
    rows = table.get((name, sex)) or table.get((name, "")) or table.get((instead, sex)) or table[instead, ""]
    weights = (np.array([int(row["rank"]) for row in rows]) + 2.0) ** -skew
    return Kind(
        native=np.array([row["native"] for row in rows], dtype=object),
        latin=np.array([row["latin"] for row in rows], dtype=object),
        others=tuple(tuple(filter(None, row["other_latin"].split("|"))) for row in rows),
        bounds=np.cumsum(weights / weights.sum())[:-1],
    )


def draw(rng: np.random.Generator, *, count: int) -> Draws:
    """Return fresh draws for `count` people."""
    return {role: rng.random(count) for role in ROLES}


def _rows_by_shape(nation: Nation, draws: Draws, female: Flags) -> Iterator[tuple[Shape, str, npt.NDArray[np.int64]]]:
    """Yield each shape with a sex and the rows of that sex that are named so."""
    for sex, mask in (("M", ~female), ("F", female)):
        shapes = [shape for shape in nation.shapes if shape.sex in ("", sex)]
        weights = np.array([shape.weight for shape in shapes])
        chosen = np.searchsorted(np.cumsum(weights / weights.sum())[:-1], draws["shape"], side="right")
        for index, shape in enumerate(shapes):
            rows = np.flatnonzero(mask & (chosen == index))
            if len(rows):
                yield shape, sex, rows


def _kind_of(nation: Nation, token: str, *, sex: str) -> tuple[str, Kind]:
    """Return a token's role and the kind it draws from."""
    role, dot, community = token.partition(".")
    kind, whose = ROLES[role]
    skew = nation.family_skew if kind == "family" else nation.given_skew
    name = kind + dot + community
    return _SAME_DRAW.get(role, role), _kind(nation.code, name, sex=sex if whose == "own" else whose, skew=skew)


def _joint(word: str) -> str:
    found = _JOINT.search(word)
    return found.group() if found and word[0] != "=" else ""


def _column(nation: Nation, word: str, *, sex: str, draws: Draws, rows: npt.NDArray[np.int64]) -> tuple[Texts, Texts]:
    """Return one word of many names, native and Latin."""
    if word[0] == "=":
        native = np.full(len(rows), nation.literal.get(word[1:], [word[1:]])[0], dtype=object)
        return native, np.full(len(rows), word[1:], dtype=object)
    joint = _joint(word)
    native = np.full(len(rows), "", dtype=object)
    latin = native
    for place, token in enumerate(_JOINT.split(word)):
        role, kind = _kind_of(nation, token, sex=sex)
        picked = kind.pick(draws[role][rows])
        lower = np.array([text.lower() for text in kind.latin], dtype=object)
        native = native + kind.native[picked]
        latin = latin + (joint.replace("+", "") + lower[picked] if place else kind.latin[picked])
    return native, latin


def write_names(nation: Nation, draws: Draws, *, female: Flags, whose: str) -> tuple[list[str], list[str]]:
    """Return the native and the Latin names of everybody (`whose` = "own") or of their "father" or "mother"."""
    native_names = np.full(len(female), "", dtype=object)
    latin_names = native_names.copy()
    for shape, sex, rows in _rows_by_shape(nation, draws, female):
        pattern = {"own": shape.own, "father": shape.father, "mother": shape.mother}[whose]
        for place, word in enumerate(pattern.split()):
            native, latin = _column(nation, word, sex=sex, draws=draws, rows=rows)
            native_names[rows] = native_names[rows] + nation.join + native if place else native
            latin_names[rows] = latin_names[rows] + " " + latin if place else latin
    return list(native_names.tolist()), list(latin_names.tolist())


def own_words(nation: Nation, draws: Draws, *, female: Flags) -> list[tuple[Word, ...]]:
    """Return everybody's own name word by word."""
    out: list[tuple[Word, ...]] = [()] * len(female)
    for shape, sex, rows in _rows_by_shape(nation, draws, female):
        columns = [_words(nation, word, sex=sex, draws=draws, rows=rows) for word in shape.own.split()]
        for row, words in zip(rows.tolist(), zip(*columns, strict=True), strict=True):
            out[row] = words
    return out


def roles_of_own_name(nation: Nation) -> set[str]:
    """Return the roles whose draws make up the own name, whatever its shape."""
    tokens = {token for shape in nation.shapes for word in shape.own.split() for token in _JOINT.split(word)}
    return {"shape"} | {token.partition(".")[0] for token in tokens if not token.startswith("=")} & set(ROLES)


def _words(nation: Nation, word: str, *, sex: str, draws: Draws, rows: npt.NDArray[np.int64]) -> list[Word]:
    native, latin = _column(nation, word, sex=sex, draws=draws, rows=rows)
    if word[0] == "=":
        others = tuple(nation.literal.get(word[1:], [""])[1:])
        fixed = Word(role="literal", native=str(native[0]), latin=word[1:], syllables=(word[1:],), others=others)
        return [fixed] * len(rows)
    tokens = _JOINT.split(word)
    kinds = [_kind_of(nation, token, sex=sex) for token in tokens]
    picked = [kind.pick(draws[role][rows]) for role, kind in kinds]
    role = tokens[0].partition(".")[0]
    out = []
    for at in range(len(rows)):
        parts = [str(kind.latin[index[at]]) for (_, kind), index in zip(kinds, picked, strict=True)]
        spellings = [kind.others[index[at]] for (_, kind), index in zip(kinds, picked, strict=True)]
        out.append(
            Word(
                role=role,
                native=str(native[at]),
                latin=str(latin[at]),
                syllables=tuple(parts) if len(parts) > 1 else tuple(re.split(r"[- ]", parts[0])),
                others=_other_spellings(parts, spellings),
            )
        )
    return out


def _other_spellings(parts: list[str], spellings: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the word with one of its parts in each of that part's other spellings."""
    out = []
    for place, others in enumerate(spellings):
        for other in others:
            joined = "".join([*parts[:place], other, *parts[place + 1 :]])
            out.append(joined if len(parts) == 1 else joined.capitalize())
    return tuple(out)
