"""The standing rule by which an officer signs what the machine proposes, claim by claim, without looking further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from homeward.engines import Proposal
from homeward.policy import Policy
from homeward.verify import Answer, Basis, DocumentType, Evidence, Outcome, RequestItem, TravelDocument

_PAPER_DAYS = 90
_QUESTIONS = {
    "document": "Which number does any passport or identity card have that this person ever held?",
    "born": "On which exact day was this person born, and in which calendar is that said?",
    "father": "What is the full name of this person's father?",
    "mother": "What is the full name of this person's mother?",
    "phone": "Which telephone number did this person or the family have at home?",
    "place": "Which town, village or district does this person come from?",
    "name": "Which other names or spellings of the name does this person use?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who answers which request, when, for which state."""

    state: str
    request: str
    officer: str
    at: datetime


def stand(proposal: Proposal, item: RequestItem, *, desk: Desk, policy: Policy) -> Answer:
    """Return the officer's answer on one person: yes where the machine is sure, no where it is sure that nobody fits.

    Everything else asks for more. A yes brings an emergency paper in the name that the request gave: nothing of the
    register stands in an answer.
    """
    if proposal.decision == "same":
        is_document = proposal.levels["document"] in ("same", "confusable", "near")
        return Answer(
            request=desk.request,
            person=item.person,
            outcome=Outcome.CONFIRMED,
            evidence=Evidence.DOCUMENT if is_document else Evidence.REGISTER,
            basis=Basis.NATIONAL,
            document=_paper(item, desk=desk),
            answered_at=desk.at,
            officer=desk.officer,
        )
    nowhere = proposal.p_nobody + proposal.p_relative
    is_enough = not {"name", "born"} & set(proposal.unsearched)
    if nowhere >= 1 - policy.propose_min_review and is_enough:
        return Answer(
            request=desk.request,
            person=item.person,
            outcome=Outcome.NOT_FOUND,
            answered_at=desk.at,
            officer=desk.officer,
        )
    return Answer(
        request=desk.request,
        person=item.person,
        outcome=Outcome.MORE_NEEDED,
        question=_QUESTIONS[proposal.question],
        answered_at=desk.at,
        officer=desk.officer,
    )


def _paper(item: RequestItem, *, desk: Desk) -> TravelDocument:
    number = int(sha256(f"{desk.request}/{item.person}".encode()).hexdigest(), 16) % 10**10
    start: date = desk.at.date()
    return TravelDocument(
        type=DocumentType.EMERGENCY,
        number=f"{desk.state}E{number:010}",
        issuing_post=f"{desk.state} mission",
        valid_from=start,
        valid_to=start + timedelta(days=_PAPER_DAYS),
        single_journey=True,
        name=(item.fields.get("name") or item.fields.get("name_native") or "").split(" | ")[0],
    )
