"""Which typeface a text needs: a text falls into runs, one typeface each."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """One row of the table: where the file lies, whether its letters must be shaped, and how large they are set.

    `ranges` are the blocks of letters it is for, as "1000-109F".
    """

    id: str
    package: str
    path: str
    is_shaped: bool
    scale: float
    ranges: tuple[str, ...]

    @property
    def file(self) -> Path:
        """The font file of the installed package."""
        return Path(str(resources.files(self.package).joinpath(self.path)))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one typeface."""

    font: str
    text: str


@cache
def fonts() -> dict[str, Font]:
    """Return the table of typefaces."""
    text = resources.files("homeward.render").joinpath("data/fonts.toml").read_text(encoding="utf-8")
    return {
        row["id"]: Font(
            id=row["id"],
            package=row["package"],
            path=row["path"],
            is_shaped=row["shaped"],
            scale=row.get("scale", 1.0),
            ranges=tuple(row["ranges"]),
        )
        for row in tomllib.loads(text)["font"]
    }


@cache
def _blocks() -> tuple[tuple[int, ...], tuple[tuple[int, str], ...]]:
    """Return the first code points of all blocks, in order, and for each its last code point and typeface."""
    blocks = sorted(
        (int(first, 16), int(last, 16), font.id)
        for font in fonts().values()
        for first, _, last in (part.partition("-") for part in font.ranges)
    )
    return tuple(first for first, _, _ in blocks), tuple((last, font) for _, last, font in blocks)


@cache
def _font_of(letter: str) -> str:
    firsts, rest = _blocks()
    at = bisect_right(firsts, ord(letter)) - 1
    if at < 0 or ord(letter) > rest[at][0]:
        return ""
    return rest[at][1]


# Letters that belong to whatever stands before them: blanks, marks and joiners are in every typeface that needs them.
_NEUTRAL = frozenset(" -.,'’()\u200c\u200d\u00b7")


def runs(text: str) -> tuple[Run, ...]:
    """Split a text into runs, in its own order. A letter without a typeface is a run of its own under "".

    >>> [(run.font, run.text) for run in runs("Ei မောင် 吕")]
    [('latin', 'Ei '), ('burmese', 'မောင် '), ('chinese', '吕')]
    """
    found: list[Run] = []
    for letter in text:
        font = _font_of(letter)
        if found and (font == found[-1].font or letter in _NEUTRAL):
            found[-1] = Run(found[-1].font, found[-1].text + letter)
        else:
            found.append(Run(font, letter))
    return tuple(found)
