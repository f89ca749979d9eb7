"""The demo's world as one register of many states, and claims against it with the truth beside them.

.venv/bin/python -m bench.match.world --rows 1000000 --claims 10000 --seed 1 -o FOLDER

FOLDER gets `register.parquet` and `claims.parquet` with the columns of `docs/reference/files.md`, and `truth.parquet`:
claim, entry (empty where nobody is in the register), kind, nationality, script. Of the claimants 70 % are in the
register; of the others six in ten have close relatives there. The kind says the closest: twin, brother, sister, father,
a namesake of the same year, or stranger.

Nationalities have the February list's make-up, flattened as the demo flattens its registers. A claim is a row of one of
the demo's lists, with everything that its registrar did to it; an age becomes a year, the words for sex and nationality
the codes that a request has.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import numpy as np

from homeward.demo.lists import Row, last_versions, make_lists
from homeward.demo.names import OWN_ROLES, draw, roles_of_own_name, write_names
from homeward.demo.numbers import make_numbers
from homeward.demo.people import STORY_DAY, Columns, Person, draw_columns, entry_id, other_given
from homeward.demo.registers import COLUMNS, STATELESS, make_register
from homeward.demo.tables import nations, places_of, read_toml
from homeward.demo.world import Story, World, make_world, read_story
from homeward.engines import write_parquet
from homeward.record import read_nationality

PRESENT = 0.7
# Of the claimants who are not in the register; the other relatives have the demo's shares. Its namesakes (of three in
# ten) are a few here: a claim without a birth date cannot tell them apart.
TWINS = 0.05
NAMESAKES = 0.02
CHUNK = 200_000
KINDS = ("twin", "namesake", "brother", "sister", "father", "stranger")  # the closest first
Table = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Somebody in the register who is close to a claimant who is not."""

    person: Person
    kind: str


def write_world(folder: Path, *, rows: int, claims: int, seed: int) -> None:
    """Write register, claims and truth into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shares = make_up()
    world = make_world(seed, story(shares, people=claims))
    chance = Random(f"{seed}:present")
    # The register's id goes by the place in it; the world's own word on who is known is replaced.
    people = tuple(replace(p, entry=p.entry or "x" if chance.random() < PRESENT else "") for p in world.people)
    world = replace(world, people=_numbered(people))
    kin = relatives(world)
    write_claims(folder, world, kin=kin)
    with tempfile.TemporaryDirectory(dir=folder) as parts:
        for code, share in shares.items():
            size = round(rows * share)
            for number, table in enumerate(register_of(world, code, kin=kin, rows=size)):
                write_parquet(Path(parts) / f"{code}-{number}.parquet", table)
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{parts}'")
            # In no order that tells who was made first.
            connection.execute(
                f"COPY (SELECT * FROM read_parquet('{parts}/*.parquet') ORDER BY hash(id), id) "
                f"TO '{folder}/register.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )


def make_up() -> dict[str, float]:
    """Return the share of each nationality, the largest first."""
    counts = {code: men + women for code, men, women in read_story("february").people if code != STATELESS}
    flat = {code: count**0.6 for code, count in counts.items()}
    return {code: flat[code] / sum(flat.values()) for code in sorted(flat, key=lambda code: (-flat[code], code))}


def story(shares: dict[str, float], *, people: int) -> Story:
    """Return a story with about so many claimants; every nationality has some."""
    women = {code: w / (m + w) for code, m, w in read_story("february").people}
    sizes = {code: max(4, round(people * share)) for code, share in shares.items()}
    sizes[next(iter(sizes))] += people - sum(sizes.values())
    split = tuple((code, size - round(size * women[code]), round(size * women[code])) for code, size in sizes.items())
    return Story(name="bench", people=split, home={}, register_people=1)


def _numbered(people: Sequence[Person]) -> tuple[Person, ...]:
    """Give everybody who is in the register an id there."""
    places = dict.fromkeys((person.nationality for person in people), 0)
    out = []
    for person in people:
        if person.entry:
            person = replace(person, entry=entry_id(person.nationality, places[person.nationality]))
            places[person.nationality] += 1
        out.append(person)
    return tuple(out)


# ---- the register ----------------------------------------------------------------------------------------------------


def register_of(world: World, code: str, *, kin: Sequence[Kin], rows: int) -> Iterator[Table]:
    """Yield a state's part of the register: claimants who are in it with strangers, relatives of others, strangers."""
    own = tuple(person for person in world.people if person.nationality == code and person.entry)
    men = sum(person.sex == "M" for person in own)
    counted = Story(name="bench", people=((code, men, len(own) - men),), home={}, register_people=1)
    first = make_register(replace(world, people=own, story=counted), code)  # as many strangers again
    yield first
    near = entries_of([one for one in kin if one.person.nationality == code], world, code=code, first=len(first["id"]))
    yield near
    made = len(first["id"]) + len(near["id"])
    while made < rows:
        size = max(4, min(CHUNK, rows - made))
        chunk = Story(name="bench", people=((code, 1, 1),), home={}, register_people=size)
        table = make_register(make_world(world.seed * 1_000_003 + made, chunk), code)
        table["id"] = [entry_id(code, made + at) for at in range(len(table["id"]))]
        yield table
        made += size


def relatives(world: World) -> list[Kin]:
    """Return the relatives and namesakes in the register of claimants who are not in it."""
    rates = read_toml("world.toml")["relatives"]
    chance = Random(f"{world.seed}:relatives")
    found = []
    for person in world.people:
        if person.entry:
            continue
        drawn = {kind: chance.random() for kind in KINDS}
        if chance.random() < rates["with_relatives"]:
            shares = {"brother": rates["brothers"], "sister": rates["sisters"], "father": rates["father"]}
            found += [Kin(person=person, kind=kind) for kind, share in shares.items() if drawn[kind] < share]
        found += [Kin(person=person, kind="namesake")] * (drawn["namesake"] < NAMESAKES)
        found += [Kin(person=person, kind="twin")] * (drawn["twin"] < TWINS)
    return found


def entries_of(kin: Sequence[Kin], world: World, *, code: str, first: int) -> Table:
    """Return the register's entries of relatives: a drawn stranger each, with what the two have in common."""
    nation, count = nations()[code], len(kin)
    rng, chance = world.rng(f"kin:{code}"), Random(f"{world.seed}:kin:{code}")
    born = np.datetime64(date(1980, 1, 1)) + rng.integers(0, 10_000, count).astype("timedelta64[D]")
    columns = draw_columns(nation, rng, female=rng.random(count) < 0.5, born=born)
    for row, one in enumerate(kin):
        _liken(columns, row, source=world.columns[code], one=one, chance=chance)
    native, latin = write_names(nation, columns.draws, female=columns.female, whose="own")
    fathers, _ = write_names(nation, columns.draws, female=columns.female, whose="father")
    mothers, _ = write_names(nation, columns.draws, female=columns.female, whose="mother")
    grandfathers, _ = write_names(nation, draw(rng, count=count), female=columns.female, whose="father")
    numbers = make_numbers(nation.passport or nation.national, rng, holders=columns.holders())
    postcodes, phones = columns.postcodes(rng), columns.phones(rng)
    homes, rates = places_of(code), read_toml("errors.toml")["register"]
    table: Table = {name: [] for name in COLUMNS}
    for row, one in enumerate(kin):
        if one.kind == "father":
            native[row], latin[row], fathers[row] = *one.person.father, grandfathers[row]
        shares_phone = one.kind != "namesake" and chance.random() < read_toml("world.toml")["relatives"]["same_phone"]
        entry = {
            "id": entry_id(code, first + row),
            "name": latin[row] if chance.random() < nation.latin else "",
            "name_native": native[row],
            "sex": "F" if columns.female[row] else "M",
            "born": str(columns.born[row]),
            "nationality": code,
            "document": "" if chance.random() < rates["document_missing"] else numbers[row],
            "father": "" if chance.random() < rates["father_missing"] else fathers[row],
            "mother": "" if chance.random() < rates["mother_missing"] else mothers[row],
            "place": homes[columns.places[row]].native,
            "postcode": "" if chance.random() < rates["postcode_missing"] else postcodes[row],
            "phone": one.person.phone if shares_phone else phones[row],
        }
        for name, value in entry.items():
            table[name].append(value)
    return table


def _liken(columns: Columns, row: int, *, source: Columns, one: Kin, chance: Random) -> None:
    """Make a drawn stranger the relative or namesake that is wanted."""
    person, nation = one.person, columns.nation
    shared = roles_of_own_name(nation) if one.kind == "namesake" else set(columns.draws) - set(OWN_ROLES)
    for role in shared:
        columns.draws[role][row] = source.draws[role][person.number]
    if one.kind == "namesake":
        columns.female[row] = person.sex == "F"
        columns.born[row] = np.datetime64(date(person.born.year, 1, 1) + timedelta(days=chance.randrange(365)))
        return
    columns.draws["given"][row] = other_given(source.draws["given"][person.number], chance.random())
    columns.places[row] = source.places[person.number]
    columns.female[row] = (person.sex == "F") if one.kind == "twin" else one.kind == "sister"
    years = {"twin": 0.0, "father": chance.uniform(20, 34)}.get(one.kind)
    years = chance.choice((-1, 1)) * chance.uniform(1, 8) if years is None else years
    columns.born[row] = np.datetime64(person.born - timedelta(days=round(years * 365)))


# ---- the claims ------------------------------------------------------------------------------------------------------


def write_claims(folder: Path, world: World, *, kin: Sequence[Kin]) -> None:
    """Write a claim for everybody, from one of the lists on which they stand, and the truth."""
    rng = Random(f"{world.seed}:claims")
    rows: dict[str, list[tuple[Row, dict[str, Any]]]] = {}
    for one in last_versions(make_lists(world)):
        for row in one.rows:
            if row.is_readable:
                rows.setdefault(row.person.id, []).append((row, one.habits))
    kinds = {one.person.id: "" for one in kin}
    for one in sorted(kin, key=lambda one: -KINDS.index(one.kind)):
        kinds[one.person.id] = one.kind
    claims: Table = {name: [] for name in COLUMNS}
    truth: Table = {name: [] for name in ("claim", "entry", "kind", "nationality", "script")}
    for number, person in enumerate(world.people, start=1):
        row, habits = rng.choice(rows[person.id])
        claim = f"C{number:06d}"
        for name, value in _cells(row, habits, claim=claim).items():
            claims[name].append(value)
        nation = nations()[person.nationality]
        kind = "present" if person.entry else kinds.get(person.id, "stranger")
        for name, value in zip(truth, (claim, person.entry, kind, nation.code, nation.script), strict=True):
            truth[name].append(value)
    write_parquet(folder / "claims.parquet", claims)
    write_parquet(folder / "truth.parquet", truth)


def _cells(row: Row, habits: dict[str, Any], *, claim: str) -> dict[str, str]:
    shown = {field for field, _ in habits["columns"]}
    cells = {name: str(row.cells[name]) if name in shown else "" for name in COLUMNS if name != "id"}
    if row.cells["age"] != "":
        cells["born"] = str(STORY_DAY.year - int(str(row.cells["age"])))
    if cells["name_native"] == cells["name"]:
        cells["name_native"] = ""
    sexes = dict(zip(habits["sexes"], "MF", strict=True))
    cells |= {"sex": sexes.get(cells["sex"], ""), "nationality": read_nationality(cells["nationality"])}
    return {"id": claim, **cells}


def main() -> None:
    """Write a world."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    write_world(args.output, rows=args.rows, claims=args.claims, seed=args.seed)


if __name__ == "__main__":
    main()
