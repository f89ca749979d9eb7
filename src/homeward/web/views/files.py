"""Files that come in with a form and files that a page hands out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from homeward.errors import HomewardError
from homeward.web.actions.base import By
from homeward.web.forms.files import HandIn, say
from homeward.web.views.frame import posted, posted_files

T = TypeVar("T")


def hand_in(request: HttpRequest, by: By, *, take: Callable[..., T]) -> tuple[HandIn, T | None]:
    """Return the form for one file, and what `take` (an action) made of a file that was sent.

    Where it was refused, the reason stands beside the field and nothing came of it.
    """
    form = HandIn(posted(request), posted_files(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return form, take(by, data=file.read(), file_name=file.name)
        except HomewardError as error:
            say(form, error)
    return form, None


def attachment(data: bytes, file_name: str, *, content_type: str) -> HttpResponse:
    """Hand out a file under its name."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
