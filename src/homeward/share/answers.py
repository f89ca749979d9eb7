"""The answer file: a state's answers, sealed with the state's own key and bound to the request they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from homeward.errors import InputError, Refused
from homeward.share.package import Address, Item, Opened, Package, build, open_package
from homeward.share.seal import TrustedKey
from homeward.verify import Answer, Basis, DocumentType, Evidence, Outcome, Request, TravelDocument

ANSWERS = ("operation", "answer_request")


def build_answers(
    answers: Sequence[Answer], asked: Opened, *, request: Request, created_at: datetime, key: bytes
) -> Package:
    """Build the answer file to the request package `asked`.

    Not everybody has to be answered at once: a later file with the rest may follow. Whoever was not asked
    about cannot be answered.
    """
    known = {(request.id, person) for person in request.persons}
    if not {(answer.request, answer.person) for answer in answers} <= known:
        raise Refused("refused.not-asked")
    address = Address(
        id=f"{request.id}-{created_at:%Y%m%dT%H%M%S}",
        operation=asked.header.operation,
        to=asked.header.operation,
        state=request.state,
        about=asked.digest,
        created_at=created_at,
    )
    items = [Item(person=answer.person, fields=_out(answer)) for answer in answers]
    return build(address, items, recipient=ANSWERS[0], purpose=ANSWERS[1], key=key)


def open_answers(
    data: bytes, *, request: Request, request_digest: str, trusted_keys: Iterable[TrustedKey], at: datetime
) -> tuple[Answer, ...]:
    """Open an answer file and return its answers in order of the person.

    It is refused unless the key's owner is the state that was asked, the file is bound to exactly the request
    package that was sent (`request_digest`), and everybody in it was asked about.
    """
    opened = open_package(data, trusted_keys=trusted_keys, at=at)
    if (opened.header.recipient, opened.header.purpose) != ANSWERS:
        raise Refused("refused.not-permitted", "this package is not an answer file")
    if opened.owner != request.state or opened.header.state != request.state:
        raise Refused("refused.signature", "not signed by the state that was asked")
    if opened.header.about != request_digest:
        raise Refused("refused.not-asked", "the file answers another request")
    if not {item.person for item in opened.items} <= set(request.persons):
        raise Refused("refused.not-asked")
    return tuple(_in(item, request=request.id) for item in opened.items)


def _out(answer: Answer) -> dict[str, str]:
    row = {
        "outcome": answer.outcome.value,
        "evidence": answer.evidence.value,
        "basis": answer.basis.value if answer.basis else "",
        "question": answer.question,
        "answered_at": answer.answered_at.isoformat(),
        "officer": answer.officer,
    }
    paper = answer.document
    if paper is not None:
        row |= {
            "document_type": paper.type.value,
            "document_number": paper.number,
            "document_post": paper.issuing_post,
            "document_from": paper.valid_from.isoformat(),
            "document_to": paper.valid_to.isoformat(),
            "document_single": "yes" if paper.single_journey else "no",
            "document_name": paper.name,
        }
    return row


def _in(item: Item, *, request: str) -> Answer:
    row = item.fields
    try:
        return Answer(
            request=request,
            person=item.person,
            outcome=Outcome(row["outcome"]),
            evidence=Evidence(row["evidence"]),
            basis=Basis(row["basis"]) if row["basis"] else None,
            document=_document(row) if "document_number" in row else None,
            question=row["question"],
            answered_at=datetime.fromisoformat(row["answered_at"]),
            officer=row["officer"],
        )
    except (KeyError, ValueError):
        raise InputError("input.damaged", "an answer is not in the words of this format") from None


def _document(row: Mapping[str, str]) -> TravelDocument:
    return TravelDocument(
        type=DocumentType(row["document_type"]),
        number=row["document_number"],
        issuing_post=row["document_post"],
        valid_from=date.fromisoformat(row["document_from"]),
        valid_to=date.fromisoformat(row["document_to"]),
        single_journey={"yes": True, "no": False}[row["document_single"]],
        name=row["document_name"],
    )
