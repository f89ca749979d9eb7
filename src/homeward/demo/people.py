"""The people of the synthetic world, one nationality at a time: who they are, with whom they travel, what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from homeward.demo.names import OWN_ROLES, Draws, Flags, Word, draw, own_words, roles_of_own_name, write_names
from homeward.demo.numbers import Holders, make_from_templates, make_numbers
from homeward.demo.tables import Nation, Place, places_of, read_toml

Days = npt.NDArray[np.datetime64]
Indices = npt.NDArray[np.int64]

# The day on which the story stands still: ages are told as of it.
STORY_DAY = date(2025, 2, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A passport or national number and what became of the paper; `known`: its number can be written down."""

    kind: str
    number: str
    state: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is really there, as nobody in the operation ever sees them.

    `group` is shared by people who travel together, empty for somebody alone. `entry` is the person's id in the state's
    register, empty where the state does not know them; `number` the person's row in the columns of the nationality.
    """

    id: str
    nationality: str
    sex: str
    born: date
    words: tuple[Word, ...]
    native: str
    latin: str
    father: tuple[str, str]
    mother: tuple[str, str]
    place: Place
    postcode: str
    phone: str
    papers: tuple[Paper, ...]
    group: str
    entry: str
    number: int

    @property
    def passport(self) -> Paper | None:
        """The passport that was held last, if there ever was one."""
        return next((paper for paper in self.papers if paper.kind == "passport"), None)

    @property
    def national(self) -> Paper | None:
        """The national number, where the state gives one."""
        return next((paper for paper in self.papers if paper.kind == "national-id"), None)


@dataclass(slots=True)
class Columns:
    """The people of one nationality, column by column, while they are being made."""

    nation: Nation
    draws: Draws
    female: Flags
    born: Days
    places: Indices

    def holders(self, rows: Indices | slice = slice(None)) -> Holders:
        """Return whose numbers are made: everybody, or some rows."""
        return Holders(born=self.born[rows], female=self.female[rows], codes=self.codes()[rows])

    def codes(self) -> npt.NDArray[np.str_]:
        """Return the code of everybody's place."""
        return np.array([place.code for place in places_of(self.nation.code)])[self.places]

    def postcodes(self, rng: np.random.Generator) -> list[str]:
        """Return a postcode for everybody, by the pattern of their place."""
        return make_from_templates(
            np.array([place.postcode for place in places_of(self.nation.code)])[self.places], rng
        )

    def phones(self, rng: np.random.Generator) -> list[str]:
        """Return a telephone number for everybody."""
        return make_numbers(f"+{self.nation.dial} {self.nation.phone}", rng, holders=self.holders())


def draw_columns(nation: Nation, rng: np.random.Generator, *, female: Flags, born: Days) -> Columns:
    """Return people of a nationality with fresh names and homes; the first places of the table are the commonest."""
    weights = 1.0 / (np.arange(len(places_of(nation.code))) + 3.0)
    places = rng.choice(len(weights), size=len(female), p=weights / weights.sum())
    return Columns(nation=nation, draws=draw(rng, count=len(female)), female=female, born=born, places=places)


def births(rng: np.random.Generator, *, count: int) -> Days:
    """Return the birth dates of people in the camps: mostly young, a few of them children."""
    rates = read_toml("world.toml")["people"]
    ages = np.clip(rng.normal(rates["age_mean"], rates["age_spread"], count), rates["age_least"], rates["age_most"])
    ages += rng.random(count)  # clipping must not heap birthdays on one day
    minors = rng.random(count) < rates["minors"]
    ages[minors] = rng.uniform(15.0, 17.9, int(minors.sum()))
    return np.datetime64(STORY_DAY) - np.round(ages * 365.2425).astype("timedelta64[D]")


def make_people(nation: Nation, rng: np.random.Generator, *, men: int, women: int) -> tuple[list[Person], Columns]:
    """Return the people of one nationality in no order that means anything, and the columns they were made of."""
    count = men + women
    female = rng.permutation(np.arange(count) < women)
    columns = draw_columns(nation, rng, female=female, born=births(rng, count=count))
    groups = _bind_groups(columns, rng)
    _add_namesakes(columns, rng, alone=np.array([not group for group in groups], dtype=bool))
    known = rng.random(count) < nation.registered
    return _people(columns, rng, groups=groups, known=known), columns


def _bind_groups(columns: Columns, rng: np.random.Generator) -> list[str]:
    """Make families and friends of some people, changing their columns, and return everybody's group."""
    rates = read_toml("world.toml")["people"]
    kinds = rates["group_kinds"]
    groups = [""] * len(columns.female)
    free = rng.permutation(len(groups)).tolist()
    to_bind = round(rates["in_groups"] * len(groups))
    while to_bind >= 2 and len(free) >= 4:
        kind = rng.choice(list(kinds), p=list(kinds.values()))
        size = int(rng.integers(2, 5)) if kind == "friends" else 2
        members = [free.pop() for _ in range(size)]
        if kind == "couple":
            members[1] = _swap_for_other_sex(members[1], free, female=columns.female, of=members[0])
        for member in members:
            groups[member] = f"{columns.nation.code}-{members[0]}"
        if kind == "siblings":
            _make_siblings(columns, rng, pair=members, twins=rng.random() < rates["twins"])
        if kind == "couple":
            columns.places[members[1]] = columns.places[members[0]]
        to_bind -= size
    return groups


# How many are asked before somebody stays without a partner: among thousands of men the search would never end.
_LOOK_AROUND = 200


def _swap_for_other_sex(member: int, free: list[int], *, female: Flags, of: int) -> int:
    """Return somebody free of the other sex in place of a member, or the member where nobody near in line is."""
    for at, other in enumerate(free[:_LOOK_AROUND]):
        if female[other] != female[of]:
            free[at] = member
            return other
    return member


def _make_siblings(columns: Columns, rng: np.random.Generator, *, pair: list[int], twins: bool) -> None:
    first, second = pair
    for role in columns.draws:
        if role not in OWN_ROLES:
            columns.draws[role][second] = columns.draws[role][first]
    columns.draws["given"][second] = other_given(columns.draws["given"][first], rng.random())
    columns.places[second] = columns.places[first]
    apart = 0 if twins else int(rng.integers(330, 2000))
    columns.born[second] = min(columns.born[first] + np.timedelta64(apart, "D"), columns.born.max())


def other_given(given: float, chance: float) -> float:
    """Return a draw that falls on another given name: brothers and sisters never share it."""
    return float((given + 0.2 + 0.6 * chance) % 1.0)


def _add_namesakes(columns: Columns, rng: np.random.Generator, *, alone: Flags) -> None:
    """Give some people the name and the birth year of somebody else. Families keep the names they have."""
    count = round(read_toml("world.toml")["people"]["namesakes"] * len(columns.female) / 2)
    rows = rng.permutation(np.flatnonzero(alone))[: 2 * count]
    for one, other in zip(rows[:count], rows[count:], strict=True):
        if columns.female[one] != columns.female[other]:
            continue
        for role in roles_of_own_name(columns.nation):
            columns.draws[role][other] = columns.draws[role][one]
        year = columns.born[one].astype("datetime64[Y]")
        columns.born[other] = year.astype("datetime64[D]") + np.timedelta64(int(rng.integers(0, 365)), "D")


def _people(columns: Columns, rng: np.random.Generator, *, groups: list[str], known: Flags) -> list[Person]:
    nation, female = columns.nation, columns.female
    native, latin = write_names(nation, columns.draws, female=female, whose="own")
    fathers = list(zip(*write_names(nation, columns.draws, female=female, whose="father"), strict=True))
    mothers = list(zip(*write_names(nation, columns.draws, female=female, whose="mother"), strict=True))
    words = own_words(nation, columns.draws, female=female)
    papers = _papers(columns, rng)
    postcodes, phones = columns.postcodes(rng), columns.phones(rng)
    has_phone = (rng.random(len(female)) < read_toml("world.toml")["papers"]["phone"]).tolist()
    homes, born, entry = places_of(nation.code), columns.born.tolist(), 0
    people = []
    for row in range(len(female)):
        people.append(
            Person(
                id="",
                nationality=nation.code,
                sex="F" if female[row] else "M",
                born=born[row],
                words=words[row],
                native=native[row],
                latin=latin[row],
                father=fathers[row],
                mother=mothers[row],
                place=homes[columns.places[row]],
                postcode=postcodes[row],
                phone=phones[row] if has_phone[row] else "",
                papers=papers[row],
                group=groups[row],
                entry=entry_id(nation.code, entry) if known[row] else "",
                number=row,
            )
        )
        entry += bool(known[row])
    return people


def entry_id(state: str, place: int) -> str:
    """Return the register's id for the entry made at a place; the ids do not tell in which order entries were made."""
    return f"{state}-{(place * 48_271 + 7_654_321) % 99_999_989:08d}"


def _papers(columns: Columns, rng: np.random.Generator) -> list[tuple[Paper, ...]]:
    """Return everybody's papers: the passport with what became of it, an older one for a few, the national number."""
    rates: dict[str, Any] = read_toml("world.toml")["papers"]
    count = len(columns.female)
    states = ("held", "confiscated", "lost", "expired", "none")
    state = rng.choice(len(states), size=count, p=[rates[name] for name in states]).tolist()
    passports = make_numbers(columns.nation.passport, rng, holders=columns.holders())
    older = make_numbers(columns.nation.passport, rng, holders=columns.holders())
    national = make_numbers(columns.nation.national, rng, holders=columns.holders())
    known, second, recalled = (rng.random((3, count)) < [[rates[key]] for key in _SHARES]).tolist()
    out = []
    for row in range(count):
        papers = []
        if passports[row] and states[state[row]] != "none":
            in_hand = states[state[row]] in ("held", "expired")
            papers.append(
                Paper(kind="passport", number=passports[row], state=states[state[row]], known=in_hand or known[row])
            )
            if second[row]:
                papers.append(Paper(kind="passport", number=older[row], state="expired", known=True))
        if national[row]:
            papers.append(Paper(kind="national-id", number=national[row], state="held", known=recalled[row]))
        out.append(tuple(papers))
    return out


_SHARES = ("number_known", "second", "national_known")
