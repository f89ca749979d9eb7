from __future__ import annotations

from importlib import resources

import pytest

from homeward.errors import InputError
from homeward.screen import standard_rules
from homeward.screen.rules import read_rules

TEXT = resources.files("homeward.screen").joinpath("data/rules-1.toml").read_text(encoding="utf-8")


def test_the_table_holds_the_twelve_gates_each_with_owner_source_and_sentences() -> None:
    rules = standard_rules()
    assert [gate.id for gate in rules.gates] == [
        *("identity", "nationality", "document", "guarantee", "officials", "screening"),
        *("hold", "basis", "children", "fit", "funding", "group"),
    ]
    for gate in rules.gates:
        assert gate.owner and gate.stopped_owner and gate.source and gate.title
        assert all(gate.tell.values()) and all(gate.staff.values())


def test_no_sentence_for_a_person_speaks_of_a_hold_or_of_somebody_else() -> None:
    for gate in (*standard_rules().gates, standard_rules().outward):
        for sentence in gate.tell.values():
            said = sentence.format(state="Kenya", since="3 March", again="Monday", until="4 March")
            assert " hold" not in said.lower()
            assert "{" not in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "hold"', 'kind = "dated"'),
        ('kind = "screening"', 'kind = "magic"'),
        ('id = "fit"', 'id = "group"'),
        ('applies = "minor"', 'applies = "sometimes"'),
        ('source = "IOM appeal of 2025: about a thousand people waited for the price of a ticket"', 'source = " "'),
        (
            'owner = "protection"\nstopped_owner = "protection"\nkind = "hold"',
            'owner = "mission"\nstopped_owner = "protection"\nkind = "hold"',
        ),
    ],
)
def test_a_table_that_breaks_its_own_rules_is_not_read(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError):
        read_rules(TEXT.replace(old, new, 1))


def test_a_changed_table_has_another_name() -> None:
    assert read_rules(TEXT.replace("Ask there on", "Ask on", 1)).name != standard_rules().name
