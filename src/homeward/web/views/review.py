"""The review queue: one pair, one word, the next pair."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.web.actions.base import By
from homeward.web.actions.match import lists_link, pair_judge
from homeward.web.forms.review import Judge
from homeward.web.queries.reader import may
from homeward.web.queries.review import judged_lately, next_pair, pair_see
from homeward.web.queries.tasks import number_of
from homeward.web.views.drawing import bit_bars, sum_scale
from homeward.web.views.frame import found, is_sent, posted


def begin(request: HttpRequest, by: By) -> HttpResponse:
    """Go to the pair that has waited longest, or say that none does."""
    pair_id = next_pair(by)
    if pair_id:
        return redirect("pair", pair_id)
    return render(request, "review_empty.html", {"judged": judged_lately(by)})


def link(request: HttpRequest, by: By) -> HttpResponse:
    """Work out who is who over all lists, and go on to the pairs that need an eye."""
    if request.method == "POST":
        linked = lists_link(by)
        waiting = number_of(linked.queued, "pair waits", "pairs wait")
        said = f"{linked.records:,} records are {linked.people:,} people; {waiting} for a judgement."
        messages.success(request, said)
        return redirect("review")
    return render(request, "link.html")


def pair(request: HttpRequest, by: By, pair_id: int) -> HttpResponse:
    """Show one pair; take the judgement and go on to the next."""
    seen = found(pair_see(by, pair_id))
    is_sent(request, by, "pair.judge")
    form = Judge(posted(request))
    if form.is_valid():
        following = next_pair(by, after=pair_id)
        pair_judge(by, pair_id=pair_id, **form.cleaned_data)
        messages.success(request, f"Pair {pair_id}: {Judge.words(form.cleaned_data['verdict'])}.")
        return redirect("pair", following) if following and following != pair_id else redirect("review")
    context = {
        "pair": seen,
        "form": form,
        "scale": sum_scale(seen),
        "bars": bit_bars(seen.lines),
        "may_judge": may(by, "pair.judge"),
    }
    return render(request, "pair.html", context)
