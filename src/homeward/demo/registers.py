"""Each state's register of its nationals, as its own desk holds it: most claimants, their relatives, and strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from homeward.demo.errors_names import respell
from homeward.demo.names import OWN_ROLES, draw, roles_of_own_name, write_names
from homeward.demo.numbers import make_numbers
from homeward.demo.people import Columns, Person, draw_columns, entry_id, other_given
from homeward.demo.tables import Nation, nations, places_of, read_toml
from homeward.demo.world import World
from homeward.engines import write_parquet

COLUMNS = (
    "id", "name", "name_native", "sex", "born", "nationality",
    "document", "father", "mother", "place", "postcode", "phone",
)  # fmt: skip
STATELESS = "XXA"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Others:
    """Entries besides the claimants: columns, and which claimants' relatives the first of them are.

    `fathers` are rows whose name is the father's of the claimant in `of`; `phones` rows with the claimant's telephone.
    """

    columns: Columns
    fathers: dict[int, Person]
    phones: dict[int, str]


def states(world: World) -> tuple[str, ...]:
    """Return the states that keep a register in this world, the largest first."""
    counts = {code: men + women for code, men, women in world.story.people if code != STATELESS}
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def write_registers(world: World, folder: Path) -> dict[str, Path]:
    """Write every state's register under its own desk (`<STATE>/register.parquet`) and return where each is."""
    paths = {}
    for state in states(world):
        paths[state] = folder / state / "register.parquet"
        paths[state].parent.mkdir(parents=True, exist_ok=True)
        write_parquet(paths[state], make_register(world, state))
    return paths


def register_size(world: World, state: str) -> int:
    """Return how many people a register holds: small states keep more of them than their share of claimants."""
    counts = {code: men + women for code, men, women in world.story.people if code != STATELESS}
    shares = {code: count**0.6 for code, count in counts.items()}
    share = shares[state] / sum(shares.values())
    return int(max(round(world.story.register_people * share), 2 * counts[state]))


def make_register(world: World, state: str) -> dict[str, list[str]]:
    """Return a state's register as columns, in the order of its ids.

    Names are native; in Latin letters too where the state keeps them so. Dates are ISO, a year's first day where the
    state itself knows no better.
    """
    nation, rng = nations()[state], world.rng(f"register:{state}")
    claimants = [person for person in world.people if person.nationality == state]
    known = [person for person in claimants if person.entry]
    unknown = [person for person in claimants if not person.entry]
    others = _others(world, nation, rng=rng, unknown=unknown, count=register_size(world, state) - len(known))
    parts = [_known_entries(known, nation, world), _other_entries(others, rng, first=len(known))]
    columns = {name: np.array(parts[0][name] + parts[1][name], dtype=object) for name in COLUMNS}
    order = np.argsort(np.array(columns["id"].tolist()), kind="stable")
    return {name: list(values[order].tolist()) for name, values in columns.items()}


def _known_entries(people: list[Person], nation: Nation, world: World) -> dict[str, list[str]]:
    """Return the entries of claimants whom the state knows."""
    rng = Random(f"{world.seed}:register:{nation.code}")
    rates = read_toml("errors.toml")["register"]
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for person in people:
        entry = {
            "id": person.entry,
            "name": _latin_name(person, nation, rng=rng) if rng.random() < nation.latin else "",
            "name_native": person.native,
            "sex": person.sex if rng.random() >= rates["sex_wrong"] else {"M": "F", "F": "M"}[person.sex],
            "born": f"{person.born.year}-01-01" if rng.random() < rates["january_first"] else person.born.isoformat(),
            "nationality": nation.code,
            "document": _document(person, rng=rng),
            "father": "" if rng.random() < rates["father_missing"] else person.father[0],
            "mother": "" if rng.random() < rates["mother_missing"] else person.mother[0],
            "place": person.place.native,
            "postcode": "" if rng.random() < rates["postcode_missing"] else person.postcode,
            "phone": "" if rng.random() < rates["phone_missing"] else person.phone,
        }
        for name in COLUMNS:
            columns[name].append(entry[name])
    return columns


def _latin_name(person: Person, nation: Nation, *, rng: Random) -> str:
    rate = read_toml("errors.toml")["register"]["other_spelling"]
    return " ".join(
        respell(word.latin, word.others, code=nation.code, rng=rng) if rng.random() < rate else word.latin
        for word in person.words
    )


def _document(person: Person, *, rng: Random) -> str:
    rates = read_toml("errors.toml")["register"]
    papers = [paper for paper in (person.passport, person.national) if paper]
    if not papers or rng.random() < rates["document_missing"]:
        return ""
    return papers[0 if rng.random() < rates["document_is_passport"] else -1].number


def _others(world: World, nation: Nation, *, rng: np.random.Generator, unknown: list[Person], count: int) -> _Others:
    """Draw relatives and namesakes of claimants whom the state does not know, then strangers up to `count` entries."""
    rates = read_toml("world.toml")["relatives"]
    chance = Random(f"{world.seed}:relatives:{nation.code}")
    near: list[tuple[Person, str]] = []
    for person in unknown:
        if chance.random() < rates["with_relatives"]:
            near += [(person, kin) for kin in ("brothers", "sisters", "father") if chance.random() < rates[kin]]
        if chance.random() < rates["namesake"]:
            near.append((person, "namesake"))
    female = rng.random(max(count, len(near))) < 0.48
    columns = draw_columns(nation, rng, female=female, born=_births(rng, count=len(female)))
    fathers, phones = {}, {}
    for row, (person, kin) in enumerate(near):
        _make_near(columns, row, source=world.columns[nation.code], person=person, kin=kin, chance=chance)
        if kin == "father":
            fathers[row] = person
        if kin != "namesake" and person.phone and chance.random() < rates["same_phone"]:
            phones[row] = person.phone
    return _Others(columns=columns, fathers=fathers, phones=phones)


def _births(rng: np.random.Generator, *, count: int) -> npt.NDArray[np.datetime64]:
    first = np.datetime64(date(1950, 1, 1))
    return first + np.round(rng.triangular(0, 17_000, 22_500, count)).astype("timedelta64[D]")


def _make_near(columns: Columns, row: int, *, source: Columns, person: Person, kin: str, chance: Random) -> None:
    """Turn a drawn stranger into a brother, sister, father or namesake of a claimant."""
    is_namesake = kin == "namesake"
    roles = roles_of_own_name(columns.nation) if is_namesake else set(columns.draws) - set(OWN_ROLES)
    for role in roles:
        columns.draws[role][row] = source.draws[role][person.number]
    columns.female[row] = person.sex == "F" if is_namesake else kin == "sisters"
    if is_namesake:
        first = date(person.born.year, 1, 1)
        columns.born[row] = np.datetime64(first + timedelta(days=chance.randrange(365)))
        return
    columns.draws["given"][row] = other_given(source.draws["given"][person.number], chance.random())
    columns.places[row] = source.places[person.number]
    years_apart = chance.uniform(20, 34) if kin == "father" else chance.choice((-1, 1)) * chance.uniform(1, 8)
    apart = timedelta(days=round(years_apart * 365))
    columns.born[row] = np.datetime64(person.born - apart)


def _other_entries(others: _Others, rng: np.random.Generator, *, first: int) -> dict[str, list[str]]:
    columns, nation, rates = others.columns, others.columns.nation, read_toml("errors.toml")["register"]
    count = len(columns.female)
    native, latin = write_names(nation, columns.draws, female=columns.female, whose="own")
    father, _ = write_names(nation, columns.draws, female=columns.female, whose="father")
    mother, _ = write_names(nation, columns.draws, female=columns.female, whose="mother")
    grandfathers, _ = write_names(nation, draw(rng, count=count), female=columns.female, whose="father")
    for row, child in others.fathers.items():
        native[row], latin[row], father[row] = *child.father, grandfathers[row]
    phones = _blank(columns.phones(rng), rng, share=rates["phone_missing"])
    for row, phone in others.phones.items():
        phones[row] = phone
    placeholder = rng.random(count) < rates["january_first"]
    born = np.where(placeholder, columns.born.astype("datetime64[Y]").astype("datetime64[D]"), columns.born)
    homes = np.array([place.native for place in places_of(nation.code)], dtype=object)
    return {
        "id": [entry_id(nation.code, place) for place in range(first, first + count)],
        "name": _blank(latin, rng, share=1 - nation.latin),
        "name_native": native,
        "sex": np.where(columns.female, "F", "M").tolist(),
        "born": born.astype(str).tolist(),
        "nationality": [nation.code] * count,
        "document": _blank(_numbers(columns, rng), rng, share=rates["document_missing"]),
        "father": _blank(father, rng, share=rates["father_missing"]),
        "mother": _blank(mother, rng, share=rates["mother_missing"]),
        "place": homes[columns.places].tolist(),
        "postcode": _blank(columns.postcodes(rng), rng, share=rates["postcode_missing"]),
        "phone": phones,
    }


def _numbers(columns: Columns, rng: np.random.Generator) -> list[str]:
    """Return each person's passport or national number, whichever the state has on file."""
    nation = columns.nation
    share = read_toml("errors.toml")["register"]["document_is_passport"] if nation.national else 1.0
    is_passport = rng.random(len(columns.female)) < share
    numbers = np.full(len(is_passport), "", dtype=object)
    for pattern, rows in (
        (nation.passport, np.flatnonzero(is_passport)),
        (nation.national, np.flatnonzero(~is_passport)),
    ):
        numbers[rows] = make_numbers(pattern, rng, holders=columns.holders(rows))
    return list(numbers.tolist())


def _blank(values: list[str], rng: np.random.Generator, *, share: float) -> list[str]:
    """Return the values with a share of them left empty."""
    if share <= 0:
        return values
    column = np.array(values, dtype=object)
    column[rng.random(len(values)) < share] = ""
    return list(column.tolist())
