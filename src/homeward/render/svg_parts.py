"""The pieces of a drawing: a frame, words, boxes. Colours are the page's own, with a fall-back for a lone file."""

from __future__ import annotations

import unicodedata
from html import escape

TONES = {
    "ink": "var(--ink, #1b1f24)",
    "paper": "var(--paper, #ffffff)",
    "quiet": "var(--quiet, #57606a)",
    "line": "var(--line, #d0d7de)",
    "soft": "var(--soft, #e7eff7)",
    "accent": "var(--accent, #0b5394)",
    "waiting": "var(--waiting, #57606a)",
    "ready": "var(--ready, #1a7f37)",
    "stopped": "var(--stopped, #8a5a00)",
    "overdue": "var(--overdue, #b42318)",
}
FACE = "system-ui, 'Noto Sans', sans-serif"
HEAD = 40.0  # the title's own space on top


def frame(body: list[str], *, title: str, width: float, height: float) -> str:
    """Return the whole drawing; the title is read out, and stands on top in words."""
    top = words(title, x=0, y=18, size=fitting(title, size=16, width=width * 0.92), weight=650)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}" role="img" aria-label="{escape(title)}" '
        f'font-family="{FACE}" fill="{TONES["ink"]}"><title>{escape(title)}</title>{top}{"".join(body)}</svg>'
    )


def words(
    text: str, *, x: float, y: float, size: float = 14, tone: str = "ink", anchor: str = "start", weight: int = 400
) -> str:
    """Return one line of text; `y` is its base line, `anchor` start, middle or end."""
    heavy = f' font-weight="{weight}"' if weight != 400 else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{TONES[tone]}"{place}{heavy}>'
        f"{escape(text)}</text>"
    )


def box(*, x: float, y: float, width: float, height: float, tone: str, outline: str = "") -> str:
    """Return a filled box, with an outline where one is named."""
    border = f' stroke="{TONES[outline]}"' if outline else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" height="{number(height)}" '
        f'fill="{TONES[tone]}"{border}/>'
    )


def rule(*, x1: float, y1: float, x2: float, y2: float, tone: str = "line", dash: str = "") -> str:
    """Return a thin line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="{TONES[tone]}"{dashed}/>'
    )


def number(value: float) -> str:
    """Return a length as short text: two decimals at most, so that a drawing is the same on every machine.

    >>> number(12.0), number(1 / 3)
    ('12', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def breadth(text: str, *, size: float = 14) -> float:
    """Guess how wide a line will be: wide letters are one em, others a little over half."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.category(letter) == "Mn" for letter in text)
    return size * (wide + 0.56 * (len(text) - wide - marks))


def fitting(text: str, *, size: float, width: float) -> float:
    """Return the size at which a line is no wider than `width`: `size` where it fits as it is."""
    return min(size, size * width / max(breadth(text, size=size), 1))


def people(count: int) -> str:
    """Return a number with its thousands set apart.

    >>> people(12345)
    '12,345'
    """
    return f"{count:,}"
