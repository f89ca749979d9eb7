"""Writing on a PDF page in many scripts: each run of text in its typeface, shaped where the script needs it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from fpdf import FPDF
from fpdf.fonts import TTFFont

from homeward.render.fonts import Run, fonts, runs
from homeward.render.qr import size, squares

INK, QUIET, LINE, ACCENT, WASH = (27, 31, 36), (87, 96, 106), (208, 215, 222), (11, 83, 148), (246, 248, 250)
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF in the making. Lengths are millimetres, type sizes points, `y` of a text is its base line."""

    pdf: FPDF
    loaded: set[str] = field(default_factory=set)

    def text(self, text: str, *, x: float, y: float, size: float, colour: Colour = INK) -> float:
        """Write one line and return where it ends."""
        self.pdf.set_text_color(*colour)
        for run in self._runs(text):
            self._use(run.font, size=size)
            width = self.pdf.get_string_width(run.text)
            self.pdf.set_xy(x, y - size * 0.3528)  # a point in millimetres: the cell hangs from its top
            self.pdf.cell(w=width, h=size * 0.3528 * 1.2, text=run.text)
            x += width
        return x

    def fitted(self, text: str, *, x: float, y: float, size: float, width: float, colour: Colour = INK) -> None:
        """Write one line no wider than `width`: smaller where it must be, and never cut."""
        wide = self.width(text, size=size) or 1
        self.text(text, x=x, y=y, size=size if wide <= width else size * width / wide, colour=colour)

    def right(self, text: str, *, x: float, y: float, size: float, colour: Colour = INK) -> None:
        """Write one line that ends at `x`."""
        self.text(text, x=x - self.width(text, size=size), y=y, size=size, colour=colour)

    def strong(self, text: str, *, x: float, y: float, size: float, colour: Colour = INK) -> float:
        """Write one heavier line: the letters are filled and drawn round, which needs no second typeface."""
        with self.pdf.local_context(text_mode="FILL_STROKE", line_width=size * 0.009, draw_color=colour):
            return self.text(text, x=x, y=y, size=size, colour=colour)

    def width(self, text: str, *, size: float) -> float:
        """Return how wide a line would be."""
        total = 0.0
        for run in self._runs(text):
            self._use(run.font, size=size)
            total += self.pdf.get_string_width(run.text)
        return total

    def can_write(self, text: str) -> bool:
        """Tell whether every letter has a typeface here, and a shape in it."""
        found = runs(_tidy(text))
        return bool(found) and all(run.font and self._has_shapes(run) for run in found)

    def wrapped(self, text: str, *, x: float, y: float, size: float, width: float, colour: Colour = INK) -> None:
        """Write a text over two lines, cut between words where the first is full; the second shrinks to fit."""
        words = text.split(" ")
        kept = next((n for n in range(len(words), 0, -1) if self.width(" ".join(words[:n]), size=size) <= width), 1)
        self.fitted(" ".join(words[:kept]), x=x, y=y, size=size, width=width, colour=colour)
        rest = " ".join(words[kept:])
        self.fitted(rest, x=x, y=y + size * 0.3528 * 1.15, size=size, width=width, colour=colour)

    def line(self, *, x: float, y: float, width: float, colour: Colour = LINE, weight: float = 0.2) -> None:
        """Draw a line across."""
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(weight)
        self.pdf.line(x, y, x + width, y)

    def box(self, *, x: float, y: float, width: float, height: float, colour: Colour = LINE) -> None:
        """Draw an empty box."""
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(0.2)
        self.pdf.rect(x, y, width, height)

    def fill(self, *, x: float, y: float, width: float, height: float, colour: Colour = WASH) -> None:
        """Fill a box."""
        self.pdf.set_fill_color(*colour)
        self.pdf.rect(x, y, width, height, style="F")

    def qr(self, text: str, *, x: float, y: float, side: float) -> None:
        """Draw a QR code."""
        unit = side / size(text)
        self.pdf.set_fill_color(*INK)
        for row, column, length in squares(text):
            self.pdf.rect(x + column * unit, y + row * unit, length * unit, unit, style="F")

    def _runs(self, text: str) -> list[Run]:
        """Return the runs of a text; what has no typeface here becomes a question mark that can be seen."""
        return [run if run.font else Run("latin", "?") for run in runs(_tidy(text))]

    def _use(self, font: str, *, size: float) -> None:
        if font not in self.loaded:
            self.pdf.add_font(font, fname=fonts()[font].file)
            self.loaded.add(font)
        face = fonts()[font]
        self.pdf.set_font(font, size=size * face.scale)
        self.pdf.set_text_shaping(face.is_shaped)

    def _has_shapes(self, run: Run) -> bool:
        self._use(run.font, size=10)
        face = self.pdf.fonts[run.font]
        return isinstance(face, TTFFont) and all(ord(letter) in face.cmap for letter in run.text)


def new_sheet(*, title: str, made_at: datetime) -> Sheet:
    """Return an empty A4 landscape PDF; `made_at` is written into it, so that it is the same every time."""
    pdf = FPDF(orientation="landscape", format="A4", unit="mm")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(made_at)
    pdf.set_title(title)
    pdf.set_producer("Homeward")
    pdf.set_lang("en-GB")
    return Sheet(pdf)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\n", " "))
