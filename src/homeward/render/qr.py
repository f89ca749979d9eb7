"""QR codes as plain squares: for paper and for pages."""

from __future__ import annotations

from html import escape

import segno


def squares(text: str) -> list[tuple[int, int, int]]:
    """Return the dark squares of a QR code as (row, column, length) stretches; error level M, no border."""
    found: list[tuple[int, int, int]] = []
    for row, line in enumerate(segno.make(text, error="m", micro=False).matrix):
        column = 0
        while column < len(line):
            length = 0
            while column + length < len(line) and line[column + length] == line[column]:
                length += 1
            if line[column]:
                found.append((row, column, length))
            column += length
    return found


def size(text: str) -> int:
    """Return how many squares the code of this text has on a side."""
    return len(segno.make(text, error="m", micro=False).matrix)


def qr_svg(text: str, *, title: str) -> str:
    """Return the QR code as SVG on its own white ground, so that it can be read in a dark page too."""
    side = size(text) + 8
    path = "".join(f"M{column + 4} {row + 4}h{length}v1h-{length}z" for row, column, length in squares(text))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#ffffff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#1b1f24" d="{path}"/></svg>'
    )
