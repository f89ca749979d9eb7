"""The world: as many people as the story says, families that fit, nobody without a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest
from tests.demo.builders import a_world

from homeward.demo.people import STORY_DAY
from homeward.demo.tables import nations, read_toml
from homeward.demo.world import make_world, read_story


def test_the_article_has_its_people() -> None:
    world = a_world()
    assert len(world.people) == len({person.id for person in world.people}) == 1030
    assert len({person.nationality for person in world.people}) == 22
    assert sum(place.home_on is not None for place in world.places) == 61
    assert Counter((person.nationality, person.sex) for person in world.people) == {
        (code, sex): count
        for code, men, women in world.story.people
        for sex, count in (("M", men), ("F", women))
        if count
    }


def test_february_has_the_rows_of_the_published_table() -> None:
    assert Counter(person.nationality for person in a_world("february").people)["CHN"] == 4860
    assert len(a_world("february").people) == 7158


@pytest.mark.parametrize("people", [60, 500, 10_000, 220_000])
def test_a_story_can_be_brought_to_any_size(people: int) -> None:
    story = read_story("february", people=people)
    assert story.size == people
    assert story.register_people >= 3 * people or people < 7158


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    story = read_story("article", people=80)
    first, again, other = make_world(5, story), make_world(5, story), make_world(6, story)
    assert (first.people, first.places) == (again.people, again.places)
    assert first.people != other.people


def test_ages() -> None:
    ages = [(STORY_DAY - person.born).days / 365.25 for person in a_world("february").people]
    assert min(ages) > 13
    assert 0.005 < sum(age < 18 for age in ages) / len(ages) < 0.025
    assert sum(18 <= age < 39 for age in ages) / len(ages) > 0.9


def test_between_45_and_60_in_a_hundred_stand_on_two_lists_or_more() -> None:
    counts = Counter(len(place.lists) for place in a_world("february").places)
    assert 0.45 < 1 - counts[1] / counts.total() < 0.60
    assert counts[0] == 0


def test_people_came_within_three_weeks_and_groups_came_together() -> None:
    world = a_world("february")
    arrivals = {place.arrived for place in world.places}
    assert (max(arrivals) - min(arrivals)).days == 20
    groups = defaultdict(set)
    for person, place in zip(world.people, world.places, strict=True):
        if person.group:
            groups[person.group].add((person.nationality, place.site, place.arrived))
    assert all(len(together) == 1 for together in groups.values())


def test_about_twelve_in_a_hundred_travel_with_somebody_and_nobody_with_nobody() -> None:
    sizes = Counter(person.group for person in a_world("february").people)
    alone = sizes.pop("")
    assert 0.10 < 1 - alone / 7158 < 0.14
    assert min(sizes.values()) == 2 and max(sizes.values()) <= 4


def test_there_are_siblings_twins_and_namesakes() -> None:
    people = a_world("february").people
    parents, names = defaultdict(list), defaultdict(list)
    for person in people:
        if person.group:
            parents[person.group, person.father, person.mother].append(person)
        names[person.native, person.born.year].append(person)
    siblings = [family for family in parents.values() if len(family) > 1]
    assert len(siblings) > 50
    assert all(len({person.latin for person in family}) == len(family) for family in siblings)
    assert any(family[0].born == family[1].born for family in siblings)
    assert sum(len({person.father for person in same}) > 1 for same in names.values()) > 20


def test_the_state_knows_as_many_as_its_row_says() -> None:
    people = a_world("february").people
    for code in ("CHN", "VNM", "IND", "ETH"):
        known = [bool(person.entry) for person in people if person.nationality == code]
        assert sum(known) / len(known) == pytest.approx(nations()[code].registered, abs=0.06)
    assert not any(person.entry for person in people if person.nationality == "XXA")
    entries = [person.entry for person in people if person.entry]
    assert len(entries) == len(set(entries))


def test_those_at_home_are_known_to_their_state_and_travelled_alone() -> None:
    world = a_world()
    home = [(person, place) for person, place in zip(world.people, world.places, strict=True) if place.home_on]
    assert Counter(person.nationality for person, _ in home) == read_toml("stories.toml")["article"]["home"]
    assert all(person.entry and not person.group for person, _ in home)
    assert {place.home_on for _, place in home} == {date(2025, 2, 20), date(2025, 2, 21)}
