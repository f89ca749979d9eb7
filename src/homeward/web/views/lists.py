"""Lists: what was handed over, what could be read, what does not add up."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.errors import InputError
from homeward.intake import ROW_FAULTS, Intake, read_content
from homeward.policy import standard_policy
from homeward.web import pending
from homeward.web.actions.base import By
from homeward.web.actions.lists import list_import
from homeward.web.forms.lists import TakeIn
from homeward.web.queries.lists import finding_of, left_of, list_find, list_names, list_see, lists_all
from homeward.web.queries.reader import may

_WAITING = "pending_list"
_SHOWN = 50


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show every list that was handed over."""
    return render(request, "lists.html", {"lists": lists_all(by), "may_import": may(by, "list.import")})


def show(request: HttpRequest, by: By, list_id: int) -> HttpResponse:
    """Show one version of a list and its report."""
    seen = list_see(by, list_id)
    if seen is None:
        raise Http404
    return render(request, "list.html", {"list": seen})


def take_in(request: HttpRequest, by: By) -> HttpResponse:
    """Take in a list: the whole file at once, or after asking about the rows that cannot be read."""
    if request.method == "POST" and "accept" in request.POST:
        return _take_rest(request, by)
    form = TakeIn(request.POST or None, request.FILES or None, initial={"organisation": by.organisation})
    if form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["file"]
        data = file.read()
        try:
            intake = _read(by, data, file.name)
            if intake.leftovers:
                return _ask(request, data, intake, name=said["name"], organisation=said["organisation"])
            return _import(request, by, data, said["name"], file_name=file.name, organisation=said["organisation"])
        except InputError as error:
            form.add_error("file", _sentence(error))
    return render(request, "list_new.html", {"form": form, "names": list_names(by)})


def _read(by: By, data: bytes, file_name: str) -> Intake:
    """Look at a file without taking anything in."""
    return read_content(
        data, file_name, list_id="preview/1", policy=standard_policy(), at=by.at.date(), accept_leftovers=ROW_FAULTS
    )


def _sentence(error: InputError) -> str:
    detail = f" ({error.detail})" if error.detail else ""
    place = f"{error.at}: " if str(error.at) else ""
    return f"{place}{error.rule}{detail}. Nothing was taken in."


def _ask(request: HttpRequest, data: bytes, intake: Intake, *, name: str, organisation: str) -> HttpResponse:
    """Show the rows that would be left, and keep the file until somebody decides."""
    file_name = request.FILES["file"].name or "list"
    request.session[_WAITING] = [pending.keep(data), name, file_name, organisation]
    context = {
        "name": name,
        "file_name": file_name,
        "taken": len(intake.records),
        "left": [left_of(asdict(row)) for row in intake.leftovers[:_SHOWN]],
        "left_count": intake.rows_left,
        "findings": [finding_of(asdict(finding)) for finding in intake.findings],
    }
    return render(request, "list_leftovers.html", context, status=200)


def _take_rest(request: HttpRequest, by: By) -> HttpResponse:
    waiting = request.session.pop(_WAITING, None)
    data = pending.fetch(waiting[0]) if waiting else None
    if waiting is None or data is None:
        messages.info(request, "The file is no longer here. Choose it again.")
        return redirect("list_new")
    digest, name, file_name, organisation = waiting
    pending.drop(digest)
    if request.POST["accept"] != "rest":
        messages.info(request, "Nothing was taken in.")
        return redirect("lists")
    return _import(request, by, data, name, file_name=file_name, organisation=organisation)


def _import(request: HttpRequest, by: By, data: bytes, name: str, *, file_name: str, organisation: str) -> HttpResponse:
    taken = list_import(by, name=name, file_name=file_name, data=data, organisation=organisation, accept_leftovers=True)
    if taken.was_known:
        messages.info(request, f"This file was here already, as {taken.name} version {taken.version}. Nothing changed.")
    else:
        messages.success(request, f"{taken.rows_read} rows read, {taken.rows_left} left behind.")
    return redirect("list", list_find(by, taken.name, version=taken.version))
