"""Text for finding: the same letters however they were typed, and a Latin spelling beside every other script."""

from __future__ import annotations

import unicodedata

from anyascii import anyascii


def fold(text: str) -> str:
    """Return `text` as it is looked for: one width, one case, Latin letters without marks, no hyphens.

    Vowel signs of Burmese, Thai and Hindi are letters, not marks, and stay.

    >>> fold("Nguyễn  Văn-Đạt"), fold("王芳"), fold("7F6R-D4MV")
    ('nguyen vandat', '王芳', '7f6rd4mv')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(
        anyascii(letter) if "\xc0" <= letter <= "\u1eff" and _is_latin(letter) else letter for letter in wide
    )
    return " ".join(letters.replace("-", "").replace("'", "").lower().split())


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def searchable(text: str) -> str:
    """Return every folded spelling under which `text` should be found: its own, and a Latin one if it has none.

    >>> searchable("ပြည့်စုံ").split()[-1].isascii()
    True
    """
    own = fold(text)
    return own if own.isascii() else f"{own} {fold(anyascii(own))}"
