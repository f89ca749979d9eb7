from __future__ import annotations

import pytest

from homeward.errors import InputError, Refused
from homeward.share import Field, standard_allow_list
from homeward.share.allow import read_allow_list

ROW = """version = "t"
[[rule]]
recipient = "mission"
purpose = "confirm_nationality"
fields = {fields}
with_consent = {consent}
expires_days = {days}
source = "{source}"
"""


def a_table(*, fields: str = '["name"]', consent: str = '["phone"]', days: int = 3, source: str = "own") -> str:
    return ROW.format(fields=fields, consent=consent, days=days, source=source)


def test_the_shipped_table_can_be_read_and_every_row_has_a_source() -> None:
    table = standard_allow_list()
    assert len(table.rules) >= 6
    assert all(rule.source and rule.expires_days > 0 for rule in table.rules)


def test_nobody_else_gets_anything() -> None:
    table = standard_allow_list()
    for recipient, purpose in (("police", "confirm_nationality"), ("mission", "carry"), ("", "")):
        with pytest.raises(Refused, match="not-on-allow-list"):
            table.rule(recipient=recipient, purpose=purpose)


@pytest.mark.parametrize(
    "word", ["screening", "indicator", "health", "asylum", "fear", "hold", "warrant", "accus", "victim", "narrative"]
)
def test_the_closed_list_has_no_word_for_protection_data(word: str) -> None:
    assert not [field for field in Field if word in field.value]


@pytest.mark.parametrize(
    "text",
    [
        a_table(fields='["name", "screening_outcome"]'),
        a_table(consent='["health"]'),
        a_table(consent='["name"]'),
        a_table(source=" "),
        a_table(days=0),
        a_table() + a_table().split("\n", 1)[1],
    ],
)
def test_a_table_that_goes_beyond_is_not_read(text: str) -> None:
    assert read_allow_list(a_table()).version == "t"
    with pytest.raises(InputError):
        read_allow_list(text)


def test_a_consent_opens_only_what_the_row_names() -> None:
    rule = read_allow_list(a_table()).rules[0]
    assert rule.permitted() == {Field.NAME}
    assert rule.permitted({"phone", "father"}) == {Field.NAME, Field.PHONE}
