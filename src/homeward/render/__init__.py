"""PDF, XLSX, CSV, QR and SVG from values. The same values make the same bytes."""

from homeward.render.fonts import Font, fonts
from homeward.render.manifest_pdf import manifest_pdf
from homeward.render.manifest_sheet import MANIFEST_COLUMNS, manifest_csv, manifest_xlsx
from homeward.render.qr import qr_svg
from homeward.render.svg import Bar, Bits, Span, ageing_spans, bits_bars, horizontal_bars
from homeward.render.svg_time import Curve, Day, day_calendar, waiting_curves

__all__ = [
    "MANIFEST_COLUMNS",
    "Bar",
    "Bits",
    "Curve",
    "Day",
    "Font",
    "Span",
    "ageing_spans",
    "bits_bars",
    "day_calendar",
    "fonts",
    "horizontal_bars",
    "manifest_csv",
    "manifest_pdf",
    "manifest_xlsx",
    "qr_svg",
    "waiting_curves",
]
