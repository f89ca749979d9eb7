from __future__ import annotations

from datetime import UTC, date, datetime

from homeward.verify import Answer, Basis, Evidence, Outcome, Request, RequestItem, ageing, overdue


def a_request(id_: str, *, state: str, sent: int, due: date, persons: tuple[str, ...]) -> Request:
    return Request(
        id=id_,
        state=state,
        mission=f"{state}-1",
        sent_at=datetime(2025, 2, sent, 9, tzinfo=UTC),
        due_date=due,
        items=tuple(RequestItem(person=person, fields={}) for person in persons),
    )


def an_answer(request: str, person: str, *, day: int, outcome: Outcome = Outcome.CONFIRMED) -> Answer:
    is_yes = outcome is Outcome.CONFIRMED
    return Answer(
        request=request,
        person=person,
        outcome=outcome,
        evidence=Evidence.REGISTER if is_yes else Evidence.NONE,
        basis=Basis.NATIONAL if is_yes else None,
        question="which district?" if outcome is Outcome.MORE_NEEDED else "",
        answered_at=datetime(2025, 3, day, 9, tzinfo=UTC),
        officer="officer 7",
    )


REQUESTS = (
    a_request("r1", state="ETH", sent=1, due=date(2025, 2, 15), persons=("P1", "P2", "P3")),
    a_request("r2", state="KEN", sent=20, due=date(2025, 3, 10), persons=("P4",)),
    a_request("r3", state="ETH", sent=11, due=date(2025, 3, 30), persons=("P5",)),
)
ANSWERS = (
    an_answer("r1", "P1", day=2),
    an_answer("r1", "P2", day=1, outcome=Outcome.MORE_NEEDED),
    an_answer("r2", "P4", day=9),
)


def test_overdue_names_who_waits_past_the_day_and_how_long() -> None:
    late = overdue(REQUESTS, ANSWERS, on=date(2025, 3, 3))
    assert [(wait.person, wait.days) for wait in late] == [("P3", 30)]
    assert overdue(REQUESTS, ANSWERS, on=date(2025, 2, 15)) == ()
    assert [wait.person for wait in overdue(REQUESTS, ANSWERS, on=date(2025, 2, 16))] == ["P1", "P2", "P3"]


def test_the_table_has_a_row_per_state_oldest_first() -> None:
    rows = ageing(REQUESTS, ANSWERS, on=date(2025, 3, 3))
    table = [
        (r.state, r.asked, r.answered, r.returned, r.waiting, r.overdue, r.median_days, r.oldest_days) for r in rows
    ]
    assert table == [("ETH", 4, 1, 1, 2, 1, 25.0, 30), ("KEN", 1, 0, 0, 1, 0, 11.0, 11)]


def test_a_later_answer_replaces_a_question_sent_back() -> None:
    again = (*ANSWERS, an_answer("r1", "P2", day=3))
    (row,) = (row for row in ageing(REQUESTS, again, on=date(2025, 3, 3)) if row.state == "ETH")
    assert (row.answered, row.returned) == (2, 0)


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    on = date(2025, 3, 12)
    assert ageing(REQUESTS, ANSWERS, on=on) == ageing(REQUESTS[::-1], ANSWERS[::-1], on=on)
    assert overdue(REQUESTS, ANSWERS, on=on) == overdue(REQUESTS[::-1], ANSWERS[::-1], on=on)


def test_what_was_asked_or_answered_later_does_not_count_yet() -> None:
    assert ageing(REQUESTS, ANSWERS, on=date(2025, 1, 31)) == ()
    (row,) = ageing(REQUESTS, ANSWERS, on=date(2025, 2, 5))
    assert (row.state, row.asked, row.answered, row.waiting, row.oldest_days) == ("ETH", 3, 0, 3, 4)
