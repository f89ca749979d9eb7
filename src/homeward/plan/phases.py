"""The plan in the pieces people work with: batches with their reserves, weeks, and how long the unlisted would take."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import islice, takewhile

from homeward.plan.capacity import Capacity, falls_on
from homeward.plan.problem import Problem, Unit
from homeward.plan.result import Assignment, Result

# On the day some do not come; this share of a batch stands ready to take their places.
RESERVE_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """People who travel together once: one day, one crossing, one carrier.

    `nationality` is empty for a batch of several; officials who take their nationals as a batch of their own get
    one. `reserves` are units alone, ready on the day, of a nationality and site of the batch, the longest ready first.
    """

    id: str
    day: date
    crossing: str
    carrier: str
    nationality: str
    units: tuple[str, ...]
    people: tuple[str, ...]
    vehicles: int
    minors: int
    reserves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A week, Monday to Sunday, in counts; `nationalities` largest first, `places_left` of the crossings' caps."""

    first: date
    last: date
    people: int
    batches: int
    nationalities: tuple[tuple[str, int], ...]
    places_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How long people who are announced and on no list would need at the pace of the slots. An estimate, no plan.

    `a_week` is what crossings and seats take in an average week of the horizon; `places_left` what the plan leaves
    free; `days` and `last_day` count on from the horizon's end, None where no slot is known.
    """

    announced: int
    listed: int
    unlisted: int
    places_left: int
    a_week: float
    days: int | None
    last_day: date | None
    words: str


def make_batches(problem: Problem, result: Result) -> tuple[Batch, ...]:
    """Return the plan's batches by day, crossing and carrier, each with its reserves."""
    units = {unit.id: unit for unit in problem.units}
    apart = {(row.nationality, row.crossing) for row in problem.capacity.presence if row.own_batch}
    members: defaultdict[tuple[date, str, str, str], list[Assignment]] = defaultdict(list)
    for row in sorted(result.assignments, key=lambda row: row.unit):
        own = [n for n in units[row.unit].nationalities if (n, row.crossing) in apart]
        members[row.day, row.crossing, row.carrier, own[0] if own else ""].append(row)
    called: set[tuple[date, str]] = set()
    days = {row.unit: row.day for row in result.assignments}
    alone: defaultdict[tuple[str, str], deque[Unit]] = defaultdict(deque)
    for unit in sorted(problem.units, key=_readiness):
        if unit.size == 1:
            alone[unit.nationalities[0], unit.site].append(unit)
    batches = []
    for (day, crossing, carrier, own_nationality), rows in sorted(members.items()):
        aboard = [units[row.unit] for row in rows]
        reserves = _reserves(aboard, alone, days=days, day=day, called=called)
        called.update((day, unit) for unit in reserves)
        found = {n for unit in aboard for n in unit.nationalities}
        name = "-".join(part for part in (f"{day:%Y%m%d}", carrier, own_nationality) if part)
        batches.append(
            Batch(
                id=name.lower(),
                day=day,
                crossing=crossing,
                carrier=carrier,
                nationality=found.pop() if len(found) == 1 else "",
                units=tuple(unit.id for unit in aboard),
                people=tuple(person for unit in aboard for person in unit.people),
                vehicles=len({row.vehicle for row in rows}),
                minors=sum(unit.minors for unit in aboard),
                reserves=reserves,
            )
        )
    return tuple(batches)


def make_phases(problem: Problem, result: Result) -> tuple[Phase, ...]:
    """Return the horizon's weeks with what is planned in each."""
    units = {unit.id: unit for unit in problem.units}
    capacity = problem.capacity
    weeks: dict[date, list[Assignment]] = {}
    for index in range(capacity.days):
        weeks.setdefault(_monday(capacity.day(index)), [])
    for row in result.assignments:
        weeks[_monday(row.day)].append(row)
    phases = []
    for monday, rows in sorted(weeks.items()):
        days = [monday + timedelta(days=step) for step in range(7)]
        within = [day for day in days if 0 <= capacity.index(day) < capacity.days]
        counts = Counter(n for row in rows for n in units[row.unit].nationalities)
        phases.append(
            Phase(
                first=within[0],
                last=within[-1],
                people=counts.total(),
                batches=len({(row.day, row.crossing, row.carrier) for row in rows}),
                nationalities=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
                places_left=sum(_places(capacity, day) for day in within) - counts.total(),
            )
        )
    return tuple(phases)


def estimate_unlisted(problem: Problem, result: Result, *, announced: int) -> Estimate:
    """Estimate how many days after the horizon the announced people who are on no list yet would need.

    Assumes that the slots go on as they are and that everybody's gates open in time; both are said in `words`.
    """
    capacity = problem.capacity
    places = sum(_places(capacity, capacity.day(index)) for index in range(capacity.days))
    left = places - result.measures.people
    a_week = 7 * places / capacity.days
    unlisted = max(0, announced - problem.people)
    # Listed people without a day stand before those who are on no list.
    after = max(0, unlisted + problem.people - result.measures.people - left)
    days = -(-after * capacity.days // places) if places else None
    last_day = capacity.day(capacity.days - 1 + days) if days is not None else None
    pace = f"estimate, not a plan: {announced:,} announced, {problem.people:,} listed, {unlisted:,} on no list yet"
    ending = f"the last would cross about {last_day.day} {last_day:%B %Y}" if last_day else "there are no slots"
    return Estimate(
        announced=announced,
        listed=problem.people,
        unlisted=unlisted,
        places_left=left,
        a_week=a_week,
        days=days,
        last_day=last_day,
        words=f"{pace}; at {a_week:,.0f} places a week, if slots go on and gates open in time, {ending}",
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _places(capacity: Capacity, day: date) -> int:
    """Return how many persons the crossings take on a day: the cap, or the seats onward where they are fewer."""
    places = 0
    for crossing in capacity.crossings:
        seats = sum(
            carrier.seats * carrier.vehicles
            for carrier in capacity.carriers
            if carrier.crossing == crossing.id and falls_on(day, carrier.weekdays)
        )
        places += min(crossing.takes(day), seats)
    return places


def _readiness(unit: Unit) -> tuple[date, str]:
    return unit.standing.ready_on, unit.id


def _reserves(
    aboard: list[Unit],
    alone: Mapping[tuple[str, str], deque[Unit]],
    *,
    days: Mapping[str, date],
    day: date,
    called: set[tuple[date, str]],
) -> tuple[str, ...]:
    """Return who may take a free seat: ready as those aboard are, with a later day or none; the longest ready first."""
    wanted = int(-(-sum(unit.size for unit in aboard) * RESERVE_SHARE // 1))
    places = {(nationality, unit.site) for unit in aboard for nationality in unit.nationalities}
    for line in (alone[place] for place in places if place in alone):
        while line and days.get(line[0].id, date.max) <= day:
            line.popleft()  # gone, and for every later batch too
    ready = takewhile(
        lambda unit: unit.standing.ready_on <= day,
        merge(*(alone[place] for place in sorted(places) if place in alone), key=_readiness),
    )
    free = (unit.id for unit in ready if days.get(unit.id, date.max) > day and (day, unit.id) not in called)
    return tuple(islice(free, wanted))
