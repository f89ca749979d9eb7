"""Typefaces for scripts that a bare machine cannot write; this server gives them out, so that no page needs another."""

from __future__ import annotations

from functools import cache

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from homeward.render import fonts

# Latin letters are written in whatever the machine's own pages are written in.
_SYSTEM = "latin"
_KEPT = "public, max-age=604800"


def sheet(request: HttpRequest) -> HttpResponse:
    """Name every typeface of the table but the Latin one under one family, each for its own letters."""
    response = HttpResponse(_rules(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = _KEPT
    return response


@cache
def _rules() -> str:
    rules = []
    for font in fonts().values():
        if font.id == _SYSTEM:
            continue
        ranges = ", ".join(f"U+{block}" for block in font.ranges)
        source = f'url("{reverse("face", args=[font.id])}")'
        rules.append(f'@font-face {{ font-family: "Homeward Faces"; src: {source}; unicode-range: {ranges}; }}')
    return "\n".join(rules) + "\n"


def font(request: HttpRequest, font_id: str) -> HttpResponseBase:
    """Give out one typeface as its package has it."""
    row = fonts().get(font_id)
    if row is None:
        raise Http404
    response = FileResponse(row.file.open("rb"), content_type="font/sfnt")
    response["Cache-Control"] = _KEPT
    return response
