"""The lists: everybody can be read on one, versions differ, and the errors promised are there."""

from __future__ import annotations

from collections import Counter

from tests.demo.builders import a_world, its_lists

from homeward.demo.lists import last_versions
from homeward.demo.tables import read_toml


def test_everybody_can_be_read_on_a_last_version() -> None:
    for story in ("article", "february"):
        readable = {row.person.id for one in last_versions(its_lists(story)) for row in one.rows if row.is_readable}
        assert readable == {person.id for person in a_world(story).people}


def test_few_rows_are_unreadable_and_both_kinds_are_met() -> None:
    spoilt = [row for one in last_versions(its_lists()) for row in one.rows if not row.is_readable]
    rows = sum(len(one.rows) for one in last_versions(its_lists()))
    assert 0.003 < len(spoilt) / rows < 0.008
    assert any(row.cells["nationality"] == "Congolese" for row in spoilt)
    assert any(str(row.cells["born"]).startswith("31/02/") for row in spoilt)


def test_the_later_version_adds_changes_and_drops() -> None:
    earlier, later = (next(one for one in its_lists() if one.id == id) for id in ("bgf-list", "bgf-list-2"))
    before = {row.reference: row for row in earlier.rows}
    after = {row.reference: row for row in later.rows}
    assert len(after) > len(before) > 300
    assert before.keys() - after.keys()
    same = before.keys() & after.keys()
    assert all(before[number].person is after[number].person for number in same)
    changed = [number for number in same if before[number].cells != after[number].cells]
    assert 0.01 < len(changed) / len(same) < 0.08


def test_references_are_unique_on_a_list_and_a_few_people_stand_twice() -> None:
    for one in its_lists("february"):
        assert len({row.reference for row in one.rows}) == len(one.rows)
        people = Counter(row.person.id for row in one.rows)
        assert max(people.values()) <= 2
        assert sum(count > 1 for count in people.values()) / len(people) < 0.02
    assert any(len({row.person.id for row in one.rows}) < len(one.rows) for one in its_lists("february"))


def test_nobody_is_on_a_list_before_they_came() -> None:
    for one in its_lists():
        day = one.habits["days"][one.version - 1]
        assert all((row.place.arrived.month, row.place.arrived.day) < (2, day) for row in one.rows)


def test_groups_are_named_per_list_and_never_by_the_truth() -> None:
    for one in its_lists():
        of_group = {(row.person.group, row.cells["group"]) for row in one.rows}
        assert len(dict(of_group)) == len(of_group) == len({name for _, name in of_group})


def test_missing_fields_come_at_their_rates() -> None:
    rates = read_toml("errors.toml")["fields"]
    rows = [row for one in last_versions(its_lists("february")) for row in one.rows]
    for field in ("father", "mother", "place"):
        assert abs(sum(row.cells[field] == "" for row in rows) / len(rows) - rates[f"{field}_missing"]) < 0.03
    assert abs(sum(row.cells["sex"] == "" for row in rows) / len(rows) - rates["sex_missing"]) < 0.01
