"""The lists: who stands on which, with what is written of them, and the later version of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from homeward.demo.errors_fields import (
    Cell,
    misdate,
    misdocument,
    misnationality,
    misparent,
    misphone,
    misplaced,
    missex,
    pick_style,
)
from homeward.demo.errors_names import misname, misnative
from homeward.demo.people import Person
from homeward.demo.tables import nations, read_toml
from homeward.demo.world import Place, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list: the true person, and what is written. `is_readable`: nothing in it must be refused."""

    person: Person
    place: Place
    reference: str
    cells: dict[str, Cell]
    is_readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CampList:
    """One version of a list; `habits` is its row of `lists.toml`."""

    name: str
    version: int
    file: str
    habits: dict[str, Any]
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """The file's name without its ending."""
        return self.file.rpartition(".")[0]


def make_lists(world: World) -> tuple[CampList, ...]:
    """Return all lists, an earlier version before its later one. Everybody can be read on a list's last version."""
    all_habits: dict[str, dict[str, Any]] = read_toml("lists.toml")
    drafts = {name: _first_draft(world, name, habits=habits) for name, habits in all_habits.items()}
    drafts = _spoil(drafts, rng=Random(f"{world.seed}:spoil"))
    out = []
    for name, habits in all_habits.items():
        versions = [drafts[name]]
        if len(habits["files"]) > 1:
            others = {row.person.id for other in drafts if other != name for row in drafts[other] if row.is_readable}
            versions = _versions(drafts[name], habits, on_others=others, rng=Random(f"{world.seed}:{name}:versions"))
        for number, (file, rows) in enumerate(zip(habits["files"], versions, strict=True), start=1):
            out.append(CampList(name=name, version=number, file=file, habits=habits, rows=rows))
    return tuple(out)


def last_versions(lists: tuple[CampList, ...]) -> tuple[CampList, ...]:
    """Return the lists without those that a later version replaced."""
    return tuple(one for one in lists if one.version == len(one.habits["files"]))


def _first_draft(world: World, name: str, *, habits: dict[str, Any]) -> tuple[Row, ...]:
    """Return a list's rows in the order in which people were registered, a few of them registered twice."""
    rng = Random(f"{world.seed}:{name}")
    groups: dict[str, str] = {}
    rows: list[Row] = []
    for person, place in _on_list(world, name, rng=rng):
        group = groups.setdefault(person.group, habits["group"].format(len(groups) + 1)) if person.group else ""
        reference = habits["reference"].format(len(rows) + 1)
        rows.append(_row(person, place, reference=reference, group=group, habits=habits, rng=rng))
    return tuple(rows)


def _on_list(world: World, name: str, *, rng: Random) -> Iterator[tuple[Person, Place]]:
    twice = read_toml("errors.toml")["rows"]["twice_in_a_list"]
    again: list[tuple[Person, Place]] = []
    for person, place in zip(world.people, world.places, strict=True):
        if name in place.lists:
            yield person, place
            if rng.random() < twice:
                again.append((person, place))
        if again and rng.random() < 0.05:
            yield again.pop(0)
    yield from again


def _row(person: Person, place: Place, *, reference: str, group: str, habits: dict[str, Any], rng: Random) -> Row:
    nation = nations()[person.nationality]
    rates = read_toml("errors.toml")["fields"]
    passport = person.passport
    seen = bool(passport and passport.state in ("held", "expired")) and rng.random() < habits["seen"]
    name = misname(person, nation, rng=rng, seen=seen)
    born, age = misdate(person, nation, rng=rng, styles=habits["dates"])
    style = pick_style(habits["dates"], rng=rng)
    cells: dict[str, Cell] = {
        "reference": reference,
        "name": name.upper() if rng.random() < habits["capitals"] else name,
        "name_native": misnative(person, rng=rng) if nation.script.startswith(habits["own_script"]) else name,
        "sex": missex(person, rng=rng, words=tuple(habits["sexes"])),
        "nationality": misnationality(nation, rng=rng, language=habits["words"]),
        "born": born,
        "age": age,
        "document": misdocument(person, rng=rng),
        "father": "" if rng.random() < rates["father_missing"] else misparent(person.father[1], nation, rng=rng),
        "mother": "" if rng.random() < rates["mother_missing"] else misparent(person.mother[1], nation, rng=rng),
        "place": "" if rng.random() < rates["place_missing"] else misplaced(person, rng=rng),
        "postcode": "" if rng.random() < rates["postcode_missing"] else person.postcode,
        "phone": "" if not person.phone or rng.random() < rates["phone_missing"] else misphone(person, rng=rng),
        "language": nation.language,
        "group": group,
        "site": place.site,
        "arrived": style(place.arrived.year, place.arrived.month, place.arrived.day),
        "remarks": rng.choice(_REMARKS),
    }
    return Row(person=person, place=place, reference=reference, cells=cells)


_REMARKS = ("", "", "", "", "", "no passport", "wait embassy", "phone taken")


def _spoil(lists: dict[str, tuple[Row, ...]], *, rng: Random) -> dict[str, tuple[Row, ...]]:
    """Make a few rows unreadable, each of somebody who can be read on another list."""
    rates = read_toml("errors.toml")["rows"]
    words = rates["unreadable_words"]
    standing: dict[str, set[str]] = {}
    for id, rows in lists.items():
        for row in rows:
            standing.setdefault(row.person.id, set()).add(id)
    spare = [
        (id, at)
        for id, rows in lists.items()
        for at, row in enumerate(rows)
        if len(standing[row.person.id]) > 1 and row.place.home_on is None
    ]
    rng.shuffle(spare)
    # People whom a registrar could call by an ambiguous word come first, so that the word is met.
    spare.sort(key=lambda spot: lists[spot[0]][spot[1]].person.nationality not in words)
    total = max(2, round(rates["unreadable"] * sum(map(len, lists.values()))))
    out = {id: list(rows) for id, rows in lists.items()}
    spoilt: set[str] = set()
    named = 0
    for id, at in spare:
        row = out[id][at]
        word = words.get(row.person.nationality) if named < max(1, total // 4) else None
        if len(spoilt) < total and row.person.id not in spoilt:
            spoilt.add(row.person.id)
            named += word is not None
            wrong = {"nationality": word} if word else {"born": f"31/02/{row.person.born.year}", "age": ""}
            out[id][at] = replace(row, cells=row.cells | wrong, is_readable=False)
    return {id: tuple(rows) for id, rows in out.items()}


def _versions(
    rows: tuple[Row, ...], habits: dict[str, Any], *, on_others: set[str], rng: Random
) -> list[tuple[Row, ...]]:
    """Return an earlier and a later version of a list: rows added, changed, and some gone of people on other lists."""
    rates = read_toml("errors.toml")["rows"]
    earlier, later = [], []
    for row in rows:
        is_early = row.place.arrived < date(2025, 2, habits["days"][0])
        if is_early:
            changed = row.is_readable and rng.random() < rates["changed_in_version"]
            before = row
            if changed:
                group = str(row.cells["group"])
                before = _row(row.person, row.place, reference=row.reference, group=group, habits=habits, rng=rng)
            earlier.append(before)
        may_go = is_early and row.person.id in on_others and row.place.home_on is None
        if not (may_go and rng.random() < rates["removed_in_version"]):
            later.append(row)
    return [tuple(earlier), tuple(later)]
