from __future__ import annotations

import pytest

from homeward.case import SIDE_EXITS, TRANSITIONS, Stage, transition
from homeward.errors import Refused
from homeward.web.permissions import ROLES


def test_the_whole_matrix_goes_only_where_the_table_says() -> None:
    allowed = {(row.source, row.target) for row in TRANSITIONS}
    for source in Stage:
        for target in Stage:
            if (source, target) in allowed:
                assert transition(source, target).role in ROLES
            else:
                with pytest.raises(Refused, match=r"refused\.transition"):
                    transition(source, target)


def test_no_row_stands_twice_and_nothing_leads_out_of_home_or_death() -> None:
    pairs = [(row.source, row.target) for row in TRANSITIONS]
    assert len(set(pairs)) == len(pairs)
    assert not {source for source, _ in pairs} & {Stage.ARRIVED, Stage.DIED}


def test_nobody_is_handed_over_but_from_boarding() -> None:
    assert {row.source for row in TRANSITIONS if row.target is Stage.HANDED_OVER} == {Stage.BOARDING}
    assert all(
        (source, exit_) in {(r.source, r.target) for r in TRANSITIONS}
        for source in (Stage.WAITING,)
        for exit_ in SIDE_EXITS
    )
