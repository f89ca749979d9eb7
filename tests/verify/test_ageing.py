from __future__ import annotations

from homeward.verify import Sent, ageing


def a_request(state: str, *, people: int, days: int, answered: int = 0, returned: int = 0, late: bool = False) -> Sent:
    return Sent(state=state, people=people, answered=answered, returned=returned, days=days, is_overdue=late)


REQUESTS = (
    a_request("ETH", people=3, days=30, answered=2, returned=1, late=True),
    a_request("KEN", people=1, days=11),
    a_request("ETH", people=1, days=20),
)


def test_the_table_has_a_row_per_state_oldest_first() -> None:
    table = [
        (r.state, r.asked, r.answered, r.returned, r.waiting, r.overdue, r.median_days, r.oldest_days)
        for r in ageing(REQUESTS)
    ]
    assert table == [("ETH", 4, 1, 1, 2, 1, 25.0, 30), ("KEN", 1, 0, 0, 1, 0, 11.0, 11)]


def test_a_state_that_has_answered_all_waits_no_days() -> None:
    (row,) = ageing([a_request("KEN", people=2, days=40, answered=2)])
    assert (row.answered, row.waiting, row.overdue, row.median_days, row.oldest_days) == (2, 0, 0, 0.0, 0)


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    assert ageing(REQUESTS) == ageing(REQUESTS[::-1])
