"""The plan: days across, crossings down, and who still waits."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.render import Curve, day_calendar, waiting_curves
from homeward.web.actions.base import By
from homeward.web.actions.plan import plan_make
from homeward.web.queries.plan import PlanSeen, has_capacity, plan_see, why_this_day
from homeward.web.queries.reader import may
from homeward.web.views.frame import is_sent

# The calendar and the curve stand side by side on a desk's screen.
_CALENDAR, _CURVE = 680.0, 460.0


def show(request: HttpRequest, by: By) -> HttpResponse:
    """Show the plan; make a new one; say why somebody has the day they have."""
    if is_sent(request, by, "plan.make"):
        planned = plan_make(by)
        messages.success(request, f"{planned.planned} people have a day, {planned.unplanned} have none yet.")
        return redirect("plan")
    plan = plan_see(by)
    reference = request.GET.get("person", "").strip().upper()[:20]
    context = {
        "plan": plan,
        "has_capacity": has_capacity(by),
        "pictures": _pictures(plan) if plan else (),
        "person": reference,
        "why": why_this_day(by, reference) if reference else None,
        "may_make": may(by, "plan.make"),
    }
    return render(request, "plan.html", context)


def _pictures(plan: PlanSeen) -> tuple[str, ...]:
    """Draw a calendar for each crossing that is used, and the curve of who still waits below."""
    calendars = tuple(
        day_calendar(
            crossing.days,
            title=f"{crossing.name}: {sum(day.people for day in crossing.days):,} people cross",
            width=_CALENDAR,
        )
        for crossing in plan.crossings
        if any(day.people for day in crossing.days)
    )
    most, last = max(count for _, count in plan.waiting), plan.waiting[-1][1]
    title = f"At most {most:,} people are ready and wait; {last:,} still do at the end"
    return (*calendars, waiting_curves([Curve(label="wait", points=plan.waiting)], title=title, width=_CURVE))
