"""The synthetic world with its known truth: who is where, on which list, and who is home already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from homeward.demo.people import Columns, Person, make_people
from homeward.demo.tables import nations, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How large a world is: men and women by nationality, how many of each are home, the size of all registers."""

    name: str
    people: tuple[tuple[str, int, int], ...]
    home: dict[str, int]
    register_people: int

    @property
    def size(self) -> int:
        """How many people the story has."""
        return sum(men + women for _, men, women in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person is held and stands on lists; `home_on` where the person is home already."""

    site: str
    arrived: date
    lists: tuple[str, ...]
    home_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everybody in the order in which they arrived, and where they are.

    `places` runs beside `people`; `columns` holds by nationality what the people were made of.
    """

    seed: int
    story: Story
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    columns: dict[str, Columns]

    def rng(self, purpose: str) -> np.random.Generator:
        """Return the generator for one purpose, so that no part of the world changes another by asking first."""
        return np.random.default_rng([self.seed, *purpose.encode()])


def read_story(name: str, *, people: int | None = None) -> Story:
    """Return a story by name, brought to another number of people where one is given.

    Shares by nationality and sex stay; the registers grow with the cube root of a larger story, and with a smaller one.
    """
    row = read_toml("stories.toml")[name]
    story = Story(
        name=name,
        people=tuple((code, men, women) for code, men, women in row["people"]),
        home=dict(row["home"]),
        register_people=row["register_people"],
    )
    return story if people in (None, story.size) else _scaled(story, people or 0)


def _scaled(story: Story, people: int) -> Story:
    ratio = people / story.size
    parts = [(code, sex, count * ratio) for code, men, women in story.people for sex, count in ((0, men), (1, women))]
    rounded = [int(exact) for _, _, exact in parts]
    by_rest = sorted(range(len(parts)), key=lambda part: rounded[part] - parts[part][2])
    for part in by_rest[: people - sum(rounded)]:
        rounded[part] += 1
    counts: dict[str, list[int]] = {}
    for (code, sex, _), count in zip(parts, rounded, strict=True):
        counts.setdefault(code, [0, 0])[sex] = count
    return Story(
        name=story.name,
        people=tuple((code, men, women) for code, (men, women) in counts.items() if men + women),
        home={code: round(count * min(1, ratio)) for code, count in story.home.items()},
        register_people=max(round(story.register_people * min(ratio, ratio ** (1 / 3))), 3 * people),
    )


def make_world(seed: int, story: Story) -> World:
    """Return the world of a seed and a story."""
    everybody: list[Person] = []
    columns: dict[str, Columns] = {}
    for code, men, women in story.people:
        rng = np.random.default_rng([seed, *code.encode()])
        made, columns[code] = make_people(nations()[code], rng, men=men, women=women)
        everybody += made
    rng = np.random.default_rng([seed, 1])
    order = rng.permutation(len(everybody)).tolist()
    people = tuple(replace(everybody[row], id=f"P{place + 1:06d}") for place, row in enumerate(order))
    places = _settle(people, rng, home=story.home)
    return World(seed=seed, story=story, people=people, places=places, columns=columns)


def _settle(people: tuple[Person, ...], rng: np.random.Generator, *, home: dict[str, int]) -> tuple[Place, ...]:
    """Give everybody a site, an arrival and at least one list; groups stay together."""
    rates = read_toml("world.toml")
    names = list(rates["sites"])
    site = rng.choice(len(names), size=len(people), p=[row[2] for row in rates["sites"].values()]).tolist()
    first, last = rates["people"]["first_arrival"], rates["people"]["last_arrival"]
    home_since, early = rates["people"]["home_since"], rates["people"]["home_came_within"]
    arrived = np.sort(rng.triangular(0, 8, (last - first).days + 0.99, len(people))).astype(int).tolist()
    chances = rng.random((len(people), len(rates["sites"]))).tolist()
    still_home = dict(home)
    of_group: dict[str, tuple[str, int]] = {}
    places = []
    for row, person in enumerate(people):
        held, came = of_group.setdefault(person.group or person.id, (names[site[row]], arrived[row]))
        wanted = rates["lists"][held]
        lists = [name for name, chance in zip(wanted, chances[row], strict=False) if chance < wanted[name]]
        is_home = (
            not person.group and person.entry != "" and came <= early and still_home.get(person.nationality, 0) > 0
        )
        still_home[person.nationality] = still_home.get(person.nationality, 0) - is_home
        places.append(
            Place(
                site=held,
                arrived=first + timedelta(days=came),
                lists=tuple(lists) or (rates["sites"][held][1],),
                home_on=home_since + timedelta(days=row % 2) if is_home else None,
            )
        )
    return tuple(places)
