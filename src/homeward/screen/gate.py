"""The gate: dated words in, a state per gate out, and a clearance when every gate is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from homeward.errors import InputError
from homeward.policy import Policy
from homeward.record import PartialDate, is_minor, nationality_name
from homeward.screen.facts import CaseFacts, Evidence, Outcome
from homeward.screen.rules import PROTECTION, GateRule, Rules

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class State(StrEnum):
    """How a gate stands: open, waiting for somebody, or stopped by a no."""

    OPEN = "open"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateState:
    """One gate of one person on one day.

    `since` is the first day of this state, `until` the last day of an open one (None: no end in sight),
    `expected` the day on which a waiting one opens by a word already given. Open gates have no sentences.
    """

    gate: str
    title: str
    state: State
    since: date
    until: date | None
    expected: date | None
    owner: str
    tell: str
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """Every gate open, from one day to another, by one version of the rules. Only this room makes one."""

    person: str
    valid_from: date
    valid_until: date
    rules: str
    rests_on: tuple[str, ...]

    def is_valid(self, on: date) -> bool:
        """Tell whether the person may cross on this day."""
        return self.valid_from <= on <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All gates of one person as they truly are, and as they look outside protection (`outward`).

    `told` is the one sentence for the person. Outside protection nobody sees `gates`: they see `outward`.
    """

    person: str
    on: date
    gates: tuple[GateState, ...]
    outward: tuple[GateState, ...]
    clearance: Clearance | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """How one gate stands before it has words."""

    state: State
    since: date
    until: date | None = None
    expected: date | None = None
    is_asked: bool = False


def screen(facts: CaseFacts, *, rules: Rules, policy: Policy, on: date) -> Assessment:
    """Assess every gate of one person on one day, and clear them when all are open."""
    known = {gate.id for gate in rules.gates}
    if any(word.gate not in known for word in facts.evidence):
        raise InputError("input.bad-value", "a word on a gate that the rules do not have")
    if any(screening.track not in rules.tracks for screening in facts.screenings):
        raise InputError("input.bad-value", "a screening track that the rules do not have")
    gates = tuple(
        _worded(gate, _find(gate, facts, rules=rules, on=on), facts=facts, on=on)
        for gate in rules.gates
        if _applies(gate, facts, policy=policy, on=on)
    )
    is_clear = all(gate.state is State.OPEN for gate in gates)
    outward = _outward(gates, facts=facts, rules=rules, on=on, is_clear=is_clear)
    clearance = _clear(facts.person, gates, outward, rules=rules, policy=policy, on=on) if is_clear else None
    waiting = next((gate.tell for gate in outward if gate.state is not State.OPEN), "")
    told = _say(rules.ready, since=on, until=clearance.valid_until, state="", on=on) if clearance else waiting
    return Assessment(person=facts.person, on=on, gates=gates, outward=outward, clearance=clearance, told=told)


def screen_all(many: Iterable[CaseFacts], *, rules: Rules, policy: Policy, on: date) -> tuple[Assessment, ...]:
    """Assess everybody, in order of the person; a group's gate opens once all its people stand at that gate.

    `many` must hold every member of each group that occurs in it.
    """
    ordered = sorted(many, key=lambda facts: facts.person)
    groups: dict[str, list[CaseFacts]] = defaultdict(list)
    for facts in ordered:
        groups[facts.group].append(facts)
    complete = {
        group
        for group, members in groups.items()
        if group
        and all(screen(replace(facts, group=""), rules=rules, policy=policy, on=on).clearance for facts in members)
    }
    word = Evidence(gate="group", opened_on=on)
    return tuple(
        screen(
            replace(facts, evidence=(*facts.evidence, word)) if facts.group in complete else facts,
            rules=rules,
            policy=policy,
            on=on,
        )
        for facts in ordered
    )


def _applies(gate: GateRule, facts: CaseFacts, *, policy: Policy, on: date) -> bool:
    if gate.applies == "minor":
        readings = tuple(PartialDate.from_iso(text) for text in facts.births)
        # Nothing known about the birth: the benefit of the doubt is a child's.
        return not readings or is_minor(readings, on=on, age=policy.minor_age)
    return gate.applies == "always" or bool(facts.group)


def _find(gate: GateRule, facts: CaseFacts, *, rules: Rules, on: date) -> _Found:
    if gate.kind == "hold":
        return _find_hold(facts, on=on)
    words = [word for word in facts.evidence if word.gate == gate.id]
    if gate.kind in ("screening", "two"):
        words = [word for word in words if word.opened_on is None or len(set(word.by)) >= 2]
    if gate.kind == "screening":
        words += _interviews(facts, gate=gate.id, tracks=rules.tracks)
    return _find_dated(gate, words, registered_on=facts.registered_on, on=on)


def _interviews(facts: CaseFacts, *, gate: str, tracks: Mapping[str, bool]) -> list[Evidence]:
    return [
        Evidence(gate=gate, opened_on=screening.done_on)
        for screening in facts.screenings
        if screening.done_on and tracks[screening.track] and screening.outcome not in (Outcome.PENDING, Outcome.UNKNOWN)
    ]


def _find_hold(facts: CaseFacts, *, on: date) -> _Found:
    standing = [hold.set_on for hold in facts.holds if hold.stands(on)]
    if standing:
        return _Found(state=State.STOPPED, since=min(standing))
    lifted = [hold.lifted_on for hold in facts.holds if hold.lifted_on and hold.lifted_on <= on]
    return _Found(state=State.OPEN, since=max(lifted, default=facts.registered_on))


def _find_dated(gate: GateRule, words: list[Evidence], *, registered_on: date, on: date) -> _Found:
    stopped = max((w.stopped_on for w in words if w.stopped_on and w.stopped_on <= on), default=None)
    spans = [(w.opened_on, _end(w, gate=gate)) for w in words if w.opened_on]
    # A no beats every yes given before it or on the same day.
    counted = [(start, end) for start, end in spans if stopped is None or start > stopped]
    now = [(start, end) for start, end in counted if start <= on <= end]
    if now:
        start, end = max(now, key=lambda span: (span[1], -span[0].toordinal()))
        return _Found(state=State.OPEN, since=start, until=None if end == date.max else end)
    if stopped is not None and not any(start <= on for start, _ in counted):
        return _Found(state=State.STOPPED, since=stopped)
    asked = max((w.asked_on for w in words if w.asked_on and w.asked_on <= on), default=None)
    ended = max((end + timedelta(days=1) for _, end in counted if end < on), default=None)
    expected = min((start for start, _ in counted if start > on), default=None)
    since = max(day for day in (registered_on, asked, ended) if day is not None)
    is_asked = asked is not None and (ended is None or asked >= ended)
    return _Found(state=State.WAITING, since=since, expected=expected, is_asked=is_asked)


def _end(word: Evidence, *, gate: GateRule) -> date:
    given = word.until or date.max
    if not gate.expires_days or word.opened_on is None:
        return given
    return min(given, word.opened_on + timedelta(days=gate.expires_days))


def _worded(gate: GateRule, found: _Found, *, facts: CaseFacts, on: date) -> GateState:
    key = "asked" if found.is_asked else found.state.value
    is_open, is_stopped = found.state is State.OPEN, found.state is State.STOPPED
    state = nationality_name(facts.state) if facts.state else "your state"
    sentence = "" if is_open else _say(gate.tell[key], since=found.since, until=None, state=state, on=on)
    return GateState(
        gate=gate.id,
        title=gate.title,
        state=found.state,
        since=found.since,
        until=found.until,
        expected=found.expected,
        owner=gate.stopped_owner if is_stopped else gate.owner,
        tell=sentence,
        staff="" if is_open else gate.staff[key],
    )


def _outward(
    gates: tuple[GateState, ...], *, facts: CaseFacts, rules: Rules, on: date, is_clear: bool
) -> tuple[GateState, ...]:
    """Put one gate in the place of all of protection's: it opens last, and its dates tell nothing."""
    found = _Found(state=State.OPEN, since=on) if is_clear else _Found(state=State.WAITING, since=facts.registered_on)
    own = {gate.id for gate in rules.gates if gate.owner == PROTECTION}
    others = tuple(gate for gate in gates if gate.gate not in own)
    return (*others, _worded(rules.outward, found, facts=facts, on=on))


def _clear(
    person: str,
    gates: tuple[GateState, ...],
    outward: tuple[GateState, ...],
    *,
    rules: Rules,
    policy: Policy,
    on: date,
) -> Clearance:
    ends = [gate.until for gate in gates if gate.until is not None]
    return Clearance(
        person=person,
        valid_from=on,
        valid_until=min([on + timedelta(days=policy.clearance_days), *ends]),
        rules=rules.name,
        rests_on=tuple(f"{gate.gate} {gate.since.isoformat()}" for gate in outward),
    )


def _say(sentence: str, *, since: date, until: date | None, state: str, on: date) -> str:
    again = on + timedelta(days=7 - on.weekday())  # the Monday after
    return sentence.format(
        since=_spoken(since), until=_spoken(until) if until else "", again=f"Monday {_spoken(again)}", state=state
    )


def _spoken(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
