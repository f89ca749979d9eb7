"""Lists: what was handed over, what could be read, what does not add up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.errors import InputError
from homeward.intake import ROW_FAULTS, Intake, RowsRefused, read_content
from homeward.policy import standard_policy
from homeward.web import pending
from homeward.web.actions.base import By
from homeward.web.actions.lists import ListTaken, list_import
from homeward.web.forms.lists import TakeIn
from homeward.web.queries.lists import list_find, list_names, list_see, lists_all
from homeward.web.queries.reader import may
from homeward.web.views.frame import found, posted, posted_files

_WAITING = "pending_list"
_SHOWN = 50


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show every list that was handed over."""
    return render(request, "lists.html", {"lists": lists_all(by), "may_import": may(by, "list.import")})


def show(request: HttpRequest, by: By, list_id: int) -> HttpResponse:
    """Show one version of a list and its report."""
    seen = found(list_see(by, list_id))
    return render(request, "list.html", {"list": seen, "may_link": seen.has_unlinked and may(by, "person.link")})


def take_in(request: HttpRequest, by: By) -> HttpResponse:
    """Take in a list: the whole file at once, or after asking about the rows that cannot be read."""
    if request.method == "POST" and "accept" in request.POST:
        return _take_rest(request, by)
    form = TakeIn(posted(request), posted_files(request), initial={"organisation": by.organisation})
    if form.is_valid():
        file = form.cleaned_data.pop("file")
        said, data = {**form.cleaned_data, "file_name": file.name}, file.read()
        try:
            return _report(request, list_import(by, data=data, accept_leftovers=False, **said))
        except RowsRefused:
            return _ask(request, _read(by, data, file.name), data=data, said=said)
        except InputError as error:
            form.add_error("file", _sentence(error))
    return render(request, "list_new.html", {"form": form, "names": list_names(by)})


def _read(by: By, data: bytes, file_name: str) -> Intake:
    """Look at a file without taking anything in."""
    return read_content(
        data, file_name, list_id="preview/1", policy=standard_policy(), at=by.day, accept_leftovers=ROW_FAULTS
    )


def _sentence(error: InputError) -> str:
    detail = f" ({error.detail})" if error.detail else ""
    place = f"{error.at}: " if str(error.at) else ""
    return f"{place}{error.rule}{detail}. Nothing was taken in."


def _ask(request: HttpRequest, intake: Intake, *, data: bytes, said: dict[str, str]) -> HttpResponse:
    """Show the rows that would be left, and keep the file until somebody decides."""
    request.session[_WAITING] = {"digest": pending.keep(data), **said}
    context = {
        "name": said["name"],
        "file_name": said["file_name"],
        "taken": len(intake.records),
        "left": intake.leftovers[:_SHOWN],
        "left_count": intake.rows_left,
        "findings": intake.findings,
    }
    return render(request, "list_leftovers.html", context)


def _take_rest(request: HttpRequest, by: By) -> HttpResponse:
    """Take the rows that can be read of the file that waits, or let it go."""
    said = request.session.pop(_WAITING, None)
    data = pending.fetch(said.pop("digest")) if said else None
    if said is None or data is None:
        messages.info(request, "The file is no longer here. Choose it again.")
        return redirect("list_new")
    pending.drop(data)
    if request.POST["accept"] != "rest":
        messages.info(request, "Nothing was taken in.")
        return redirect("lists")
    return _report(request, list_import(by, data=data, accept_leftovers=True, **said))


def _report(request: HttpRequest, taken: ListTaken) -> HttpResponse:
    """Say what came of it, and go to the list's report."""
    if taken.was_known:
        messages.info(request, f"This file was here already, as {taken.name} version {taken.version}. Nothing changed.")
    else:
        told = f"{taken.rows_read:,} rows read, {taken.rows_left:,} left behind. A reviewer now works out who is who."
        messages.success(request, told)
    return redirect("list", list_find(taken.name, version=taken.version))
