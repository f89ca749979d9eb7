from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from homeward.errors import InputError, Refused
from homeward.share import (
    Address,
    Item,
    Opened,
    TrustedKey,
    build,
    build_answers,
    build_request,
    open_answers,
    open_request,
    public_key,
)
from homeward.verify import (
    Answer,
    Basis,
    DocumentType,
    Evidence,
    Outcome,
    Request,
    RequestItem,
    TravelDocument,
)

OURS, THEIRS = bytes(range(32)), bytes(range(1, 33))
AT = datetime(2025, 2, 24, 10, 30, tzinfo=UTC)
STATE = [TrustedKey(owner="ETH", public=public_key(THEIRS))]
OPERATION = [TrustedKey(owner="operation", public=public_key(OURS))]


def a_request(id_: str = "req-1") -> Request:
    return Request(
        id=id_,
        state="ETH",
        mission="eth-newdelhi",
        sent_at=AT,
        due_date=date(2025, 3, 10),
        items=tuple(RequestItem(person=person, fields={"name": person}) for person in ("P1", "P2", "P3")),
    )


def an_opened(request: Request) -> Opened:
    package = build_request(request, operation="op", key=OURS)
    return open_request(package.data, trusted_keys=OPERATION, at=AT)[1]


def answers() -> tuple[Answer, ...]:
    paper = TravelDocument(
        type=DocumentType.EMERGENCY,
        number="ET-77",
        issuing_post="New Delhi",
        valid_from=date(2025, 3, 1),
        valid_to=date(2025, 4, 1),
        single_journey=True,
        name="Abebe Kebede",
    )
    common = {"request": "req-1", "answered_at": AT, "officer": "officer 7"}
    return (
        Answer(
            person="P1",
            outcome=Outcome.CONFIRMED,
            evidence=Evidence.REGISTER,
            basis=Basis.NATIONAL,
            document=paper,
            **common,
        ),
        Answer(person="P2", outcome=Outcome.MORE_NEEDED, question="the mother's name", **common),
    )


def test_answers_come_out_as_they_went_in() -> None:
    request = a_request()
    opened = an_opened(request)
    package = build_answers(answers(), opened, request=request, created_at=AT, key=THEIRS)
    got = open_answers(package.data, request=request, request_digest=opened.digest, trusted_keys=STATE, at=AT)
    assert got == answers()


def test_only_the_state_that_was_asked_can_answer() -> None:
    request = a_request()
    opened = an_opened(request)
    for key, trusted in (
        (OURS, [*STATE, *OPERATION]),
        (THEIRS, [TrustedKey(owner="KEN", public=public_key(THEIRS))]),
    ):
        data = build_answers(answers(), opened, request=request, created_at=AT, key=key).data
        with pytest.raises(Refused, match=r"refused\.signature"):
            open_answers(data, request=request, request_digest=opened.digest, trusted_keys=trusted, at=AT)


def test_an_answer_is_bound_to_the_package_that_was_sent() -> None:
    request = a_request()
    opened = an_opened(request)
    data = build_answers(answers(), opened, request=request, created_at=AT, key=THEIRS).data
    with pytest.raises(Refused, match=r"refused\.not-asked"):
        open_answers(data, request=request, request_digest="0" * 64, trusted_keys=STATE, at=AT)


def test_whoever_was_not_asked_about_cannot_be_answered() -> None:
    request = a_request()
    opened = an_opened(request)
    stranger = Answer(request="req-1", person="P9", outcome=Outcome.NOT_OURS, answered_at=AT, officer="officer 7")
    with pytest.raises(Refused, match=r"refused\.not-asked"):
        build_answers([stranger], opened, request=request, created_at=AT, key=THEIRS)


def forged(fields: dict[str, str], *, digest: str, person: str = "P1") -> bytes:
    address = Address(id="a", operation="op", to="op", state="ETH", about=digest, created_at=AT)
    items = [Item(person=person, fields=fields)]
    return build(address, items, recipient="operation", purpose="answer_request", key=THEIRS).data


PLAIN = {
    "outcome": "not_found",
    "evidence": "none",
    "basis": "",
    "question": "",
    "answered_at": AT.isoformat(),
    "officer": "x",
}


@pytest.mark.parametrize(
    "fields",
    [
        PLAIN | {"outcome": "probably"},
        PLAIN | {"answered_at": "yesterday"},
        PLAIN | {"outcome": "confirmed"},
        {"outcome": "not_found"},
        PLAIN | {"document_number": "7"},
    ],
)
def test_words_that_are_not_of_the_format_are_refused(fields: dict[str, str]) -> None:
    request = a_request()
    digest = an_opened(request).digest
    good = forged(PLAIN, digest=digest)
    assert open_answers(good, request=request, request_digest=digest, trusted_keys=STATE, at=AT)
    with pytest.raises(InputError):
        open_answers(forged(fields, digest=digest), request=request, request_digest=digest, trusted_keys=STATE, at=AT)


def test_a_stranger_in_a_signed_file_is_refused() -> None:
    request = a_request()
    digest = an_opened(request).digest
    data = forged(PLAIN, digest=digest, person="P9")
    with pytest.raises(Refused, match=r"refused\.not-asked"):
        open_answers(data, request=request, request_digest=digest, trusted_keys=STATE, at=AT)


def test_a_request_is_no_answer() -> None:
    request = a_request()
    package = build_request(request, operation="op", key=THEIRS)
    with pytest.raises(Refused):
        open_answers(package.data, request=request, request_digest=package.digest, trusted_keys=STATE, at=AT)
