"""What is known about one person's gates: dated words of whoever owns them. Nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from homeward.errors import InputError
from homeward.screen.hold import Hold


class Outcome(StrEnum):
    """What an interview found. No interview, or one that does not count, finds `unknown`, never "not a victim"."""

    IDENTIFIED = "identified"
    PRESUMED = "presumed"
    NOT_IDENTIFIED = "not_identified"
    PENDING = "pending"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One dated word on one gate. All days inclusive.

    `opened_on` to `until` the gate is open (no `until`: until further notice); `asked_on` the question went
    out; `stopped_on` the answer was no. `by` names who gave the word: some gates need two different people.
    """

    gate: str
    opened_on: date | None = None
    until: date | None = None
    asked_on: date | None = None
    stopped_on: date | None = None
    by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.until is not None and (self.opened_on is None or self.until < self.opened_on):
            raise InputError("input.bad-value", f"gate {self.gate}: an end without a beginning before it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """One interview, or the fact that there was none. `track` is a row of the rules' track table."""

    track: str
    outcome: Outcome = Outcome.UNKNOWN
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the gates of one person rest on.

    `state` is the alpha-3 code of the state that is asked; `births` holds every plausible birth date as a
    partial ISO date (none known: the person may be a child); `group` names the people who must not be split,
    empty for somebody who travels alone. Gates without a word wait since `registered_on`.
    """

    person: str
    registered_on: date
    state: str = ""
    births: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    screenings: tuple[Screening, ...] = ()
    holds: tuple[Hold, ...] = ()
    group: str = ""


def may_ask_state(facts: CaseFacts, *, on: date) -> bool:
    """Tell whether this person's own state may be asked about them now.

    Nobody with a standing hold, and nobody who said no, is made known to their state (ACTIP art. 14(3)).
    """
    words = [word for word in facts.evidence if word.gate == "basis"]
    given = max((word.opened_on for word in words if word.opened_on and word.opened_on <= on), default=date.min)
    taken = max((word.stopped_on for word in words if word.stopped_on and word.stopped_on <= on), default=None)
    return not any(hold.stands(on) for hold in facts.holds) and (taken is None or taken < given)
