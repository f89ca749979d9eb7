"""The first screen: what waits on me."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from homeward.web.actions.base import By
from homeward.web.permissions import ROLES
from homeward.web.queries.home import home_see
from homeward.web.queries.tasks import Task


def show(request: HttpRequest, by: By) -> HttpResponse:
    """Show the reader's work, oldest first."""
    home = home_see(by)
    rows = [{"task": task, "address": address(task)} for task in home.tasks]
    most = max((wait.people for wait in home.waits), default=1)
    waits = [{"wait": wait, "width": round(wait.people / most * 200, 1)} for wait in home.waits]
    first = [{"role": role, "address": reverse(ROLES[role].first)} for role in by.roles] if home.is_fresh else []
    return render(request, "home.html", {"home": home, "rows": rows, "waits": waits, "first": first})


def address(task: Task) -> str:
    """Return where a task is done."""
    place = reverse(task.page, args=[task.key] if task.key else [])
    return f"{place}?{task.query}" if task.query else place
