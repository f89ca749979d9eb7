"""The registers: native, with those who are known, without those who are not, and with their relatives."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.demo.builders import a_world

from homeward.demo.registers import COLUMNS, make_register, register_size, states
from homeward.demo.tables import nations
from homeward.demo.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return a_world("article", people=400)


def test_all_states_but_none_for_the_stateless() -> None:
    held = states(a_world())
    assert len(held) == 21 and "XXA" not in held
    assert sum(register_size(a_world(), state) for state in held) == pytest.approx(400_000, rel=0.01)


@pytest.mark.parametrize("state", ["CHN", "ETH", "VNM", "NPL", "MYS"])
def test_a_register_holds_whom_the_truth_says(world: World, state: str) -> None:
    register = make_register(world, state)
    assert tuple(register) == COLUMNS
    assert {len(values) for values in register.values()} == {register_size(world, state)}
    assert register["id"] == sorted(set(register["id"]))
    by_id = dict(zip(register["id"], register["name_native"], strict=True))
    for person in world.people:
        if person.nationality == state and person.entry:
            assert by_id[person.entry] == person.native


def test_the_same_world_gives_the_same_register(world: World) -> None:
    assert make_register(world, "UGA") == make_register(world, "UGA")


def test_names_are_native_and_latin_only_where_the_state_keeps_it(world: World) -> None:
    assert set(make_register(world, "CHN")["name"]) == {""}
    assert all(make_register(world, "VNM")["name"])
    ethiopian = make_register(world, "ETH")["name"]
    assert sum(map(bool, ethiopian)) / len(ethiopian) == pytest.approx(nations()["ETH"].latin, abs=0.05)
    assert all(make_register(world, "ETH")["name_native"])


def test_relatives_and_namesakes_of_the_unknown_are_there() -> None:
    world = a_world()
    register = make_register(world, "ETH")
    entries = list(zip(register["father"], register["place"], register["born"], register["name_native"], strict=True))
    unknown = [person for person in world.people if person.nationality == "ETH" and not person.entry]
    families = Counter((father, place) for father, place, _, _ in entries)
    with_kin = sum(families[person.father[0], person.place.native] > 0 for person in unknown)
    assert with_kin > 0.3 * len(unknown)
    names = {(name, born[:4]) for _, _, born, name in entries}
    assert any((person.native, str(person.born.year)) in names for person in unknown)
    themselves = {(name, born) for _, _, born, name in entries}
    assert sum((person.native, person.born.isoformat()) in themselves for person in unknown) <= 1
