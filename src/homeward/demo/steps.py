"""The pipeline's steps in the story's order, each run as the person whose work it is, on the day it was done.

Import this only after an operation is open: it imports the web app's actions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from homeward.demo import desks, play
from homeward.demo.files import FileIndex
from homeward.errors import Refused
from homeward.web.actions import handover, lists, match, plan, report, screen, site, verify
from homeward.web.actions.base import By, by_actor
from homeward.web.queries.sitting import pairs_waiting, people_unscreened, record_owners

PASSWORD = "homeward-demo-only"  # noqa: S105 - printed on purpose: the people are invented
DESKS = "outside/desks"
BASE_DATE = date(2025, 1, 30)
MONDAY = date(2025, 2, 24)
ANNOUNCED = 10_000
# The camp's authority takes in lists; it never holds protection or data protection.
ACCOUNTS = (
    ("registrar", "Khin Registrar", "Border camp", "camp_authority", "", ("registrar",)),
    ("reviewer", "Rana Reviewer", "Border relief", "ngo", "", ("reviewer",)),
    ("screening", "Somchai Screening", "Protection team", "ngo", "", ("screening",)),
    ("screening2", "Suda Screening", "Protection team", "ngo", "", ("screening",)),
    ("caseworker", "Cora Caseworker", "Border relief", "ngo", "", ("caseworker",)),
    ("consular", "Caleb Consular", "Embassy of Ethiopia", "mission", "ETH", ("consular",)),
    ("coordinator", "Chai Coordinator", "Joint coordination", "authority", "", ("coordinator",)),
    ("border", "Boon Border", "Border task force", "authority", "", ("border",)),
    ("reception", "Rui Reception", "Reception, China", "receiving_state", "CHN", ("reception",)),
    ("spokesperson", "Sai Spokesperson", "Joint coordination", "authority", "", ("spokesperson",)),
    ("dpo", "Dao Protection", "Data-protection office", "ngo", "", ("dpo",)),
    ("admin", "Ada Admin", "Joint coordination", "authority", "", ("admin",)),
)


def moment(day: int, hour: int = 12) -> datetime:
    """Return a moment of February 2025 at the border (UTC+06:30), as UTC."""
    return datetime(2025, 2, day, hour, tzinfo=UTC) - timedelta(hours=6, minutes=30)


def _by(username: str, day: int, hour: int = 12) -> By:
    return by_actor(username, at=moment(day, hour))


def open_operation(folder: Path, files: FileIndex) -> None:
    """Open the operation, with one account per role and what others have stated."""
    founder = site.operation_open(
        "Border hand-over, February 2025", BASE_DATE, at=moment(3, 8), clock=moment(MONDAY.day, 21)
    )
    for username, full_name, organisation, kind, state, roles in ACCOUNTS:
        site.account_make(
            founder,
            username=username,
            full_name=full_name,
            organisation=organisation,
            kind=kind,
            state=state,
            roles=roles,
            password=PASSWORD,
        )
    for who, what, value, as_of, definition in (
        ("the armed group", "to be handed over in phases", ANNOUNCED, date(2025, 2, 15), "announced, no names given"),
        ("the United Nations", "forced to work in scam centres of the region", 220_000, date(2023, 8, 29), "estimate"),
    ):
        by = _by("spokesperson", 17)
        site.figure_record(by, who=who, what=what, value=value, as_of=as_of, definition=definition)


def intake(folder: Path, files: FileIndex) -> list[lists.ListTaken]:
    """Take in every list as it came, one action a file; rows that cannot be read are left behind with their reason."""
    return [
        lists.list_import(
            _by("registrar", version.day),
            name=version.replaces or version.id,
            file_name=version.path.name,
            data=version.path.read_bytes(),
            organisation=version.registrar,
            accept_leftovers=True,
        )
        for version in files.lists
    ]


def link(folder: Path, files: FileIndex) -> dict[str, Any]:
    """Work out who is who; keep what the machine alone made of it for the score."""
    by = _by("reviewer", 12, 9)
    return {"linked": match.lists_link(by), "owner": record_owners(by)}


def review(folder: Path, files: FileIndex) -> dict[str, Any]:
    """Let the reviewer judge every queued pair in one sitting."""
    by = _by("reviewer", 12, 15)
    verdicts = [
        match.Verdict(pair_id=pair_id, verdict=verdict, reason=reason)
        for pair_id, verdict, reason in play.review(pairs_waiting(by))
    ]
    people = match.pairs_judge(by, verdicts=verdicts)
    return {"people": people, "owner": record_owners(by)}


def verify_nationality(folder: Path, files: FileIndex) -> dict[str, Any]:
    """Ask every state; each desk works in its own process and folder; take in the answers that came by Monday."""
    missions = tomllib.loads(files.missions.read_text(encoding="utf-8"))["mission"]
    keys = desks.make_keys(folder / DESKS, [row["state"] for row in missions], trusted=verify.operation_key())
    site.missions_set(_by("admin", 12), missions=[{**row, "public_key": keys[row["state"]]} for row in missions])
    asked = verify.requests_send(_by("coordinator", 13))
    days = {row["state"]: timedelta(days=row["answer_days"]) for row in missions}
    errands = [
        desks.Errand(state=row.state, package=folder / "out" / row.file_name, at=moment(13) + days[row.state])
        for row in asked
    ]
    answered = desks.answer_all(folder / DESKS, errands)
    heard = [
        verify.answers_import(
            by_actor("coordinator", at=errand.at),
            data=answered[errand.state].read_bytes(),
            file_name=answered[errand.state].name,
        )
        for errand in errands
        if errand.at <= moment(MONDAY.day, 6)
    ]
    return {"asked": asked, "heard": heard}


def screen_people(folder: Path, files: FileIndex) -> screen.Assessed:
    """Take in what the screening team, the states and the payers say, and assess every gate."""
    for username, take, path in (
        ("screening", screen.screening_import, files.screening),
        ("coordinator", screen.guarantees_import, files.guarantees),
        ("coordinator", screen.funding_import, files.funding),
    ):
        take(_by(username, 21), data=path.read_bytes(), file_name=path.name)
    for username in ("screening", "screening2"):
        by = _by(username, 22)
        screen.absence_decide(by, people=play.travels_without_interview(people_unscreened(by)))
    handover.arrivals_import(_by("registrar", 22), data=files.arrivals.read_bytes(), file_name=files.arrivals.name)
    table = tomllib.loads(files.capacity.read_text(encoding="utf-8"))
    plan.capacity_set(_by("coordinator", 22), table=table, file_name=files.capacity.name)
    return screen.gates_assess(_by("coordinator", MONDAY.day, 6))


def make_plan(folder: Path, files: FileIndex) -> plan.Planned:
    """Plan everybody who is cleared or may be soon."""
    return plan.plan_make(_by("coordinator", MONDAY.day, 6), announced=ANNOUNCED)


def make_manifests(folder: Path, files: FileIndex) -> tuple[handover.Made, ...]:
    """Seal Monday's batches."""
    return handover.manifests_make(_by("coordinator", MONDAY.day, 7), day=MONDAY)


def hand_over(folder: Path, files: FileIndex) -> handover.Crossed:
    """Count at four points as the border officers do, and take their counts in."""
    written = play.write_headcounts(folder / "out" / "manifests", folder / "in" / f"headcounts-{MONDAY}.csv")
    by = _by("border", MONDAY.day, 18)
    crossed = handover.headcounts_import(by, data=written.read_bytes(), file_name=written.name)
    screen.gates_assess(_by("coordinator", MONDAY.day, 19))
    return crossed


def draft(folder: Path, files: FileIndex) -> report.Draft | None:
    """Draft Monday's statement; a second person publishes it. None where the figures do not add up."""
    try:
        drafted = report.statement_draft(_by("spokesperson", MONDAY.day, 20))
    except Refused as refusal:
        if refusal.code != "refused.not-reconciled":
            raise
        return None
    report.statement_publish(_by("dpo", MONDAY.day, 21), statement_id=drafted.statement_id)
    return drafted


STEPS: dict[str, Callable[[Path, FileIndex], Any]] = {
    "open": open_operation,
    "intake": intake,
    "link": link,
    "review": review,
    "verify": verify_nationality,
    "screen": screen_people,
    "plan": make_plan,
    "manifest": make_manifests,
    "handover": hand_over,
    "statement": draft,
}
