"""What slots there are: crossings and their caps, nationality days, officials, seats onward.

One `capacity.toml`, read from its parsed table. A country is a row here and never a branch in the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from homeward.errors import InputError, Spot
from homeward.record import nationality_name

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_HORIZON_DAYS = 366
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A place where people are handed over, and how many persons a day it takes. No weekdays means every day."""

    id: str
    cap: int
    name: str = ""
    weekdays: tuple[str, ...] = ()
    closed: tuple[date, ...] = ()

    def takes(self, day: date) -> int:
        """Return how many persons it takes on a day; 0 where it is closed."""
        return self.cap if day not in self.closed and falls_on(day, self.weekdays) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where people are held, and the crossing they use."""

    id: str
    crossing: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalityDays:
    """The days on which a nationality may cross; a nationality without a row may cross on every open day."""

    nationality: str
    weekdays: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A mission's officials at a crossing. Several rows that hold on one day add up; no quota means no limit.

    `own_batch`: the officials take their nationals as a batch of their own.
    """

    nationality: str
    crossing: str
    dates: tuple[date, ...] = ()
    weekdays: tuple[str, ...] = ()
    quota: int | None = None
    own_batch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Seats onward from a crossing: `vehicles` a day of `seats` each; one that leaves carries at least `minimum`."""

    id: str
    kind: str
    crossing: str
    seats: int
    vehicles: int
    minimum: int = 0
    nationalities: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()

    def takes(self, nationalities: Iterable[str], *, size: int) -> bool:
        """Tell whether a unit of these nationalities and this size may sit in one vehicle."""
        return size <= self.seats and (not self.nationalities or set(nationalities) <= set(self.nationalities))


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """All slots of a horizon of `days` days, of which `horizon_from` is the first. Valid once built."""

    horizon_from: date
    days: int
    crossings: tuple[Crossing, ...]
    sites: tuple[Site, ...]
    nationality_days: tuple[NationalityDays, ...] = ()
    presence: tuple[Presence, ...] = ()
    carriers: tuple[Carrier, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_HORIZON_DAYS:
            raise InputError("input.bad-value", f"1 to {LONGEST_HORIZON_DAYS} days", at=Spot(column="horizon.days"))
        crossings = {row.id for row in self.crossings}
        for name, ids in (
            ("crossing.id", [row.id for row in self.crossings]),
            ("site.id", [row.id for row in self.sites]),
            ("carrier.id", [row.id for row in self.carriers]),
            ("nationality_days.nationality", [row.nationality for row in self.nationality_days]),
        ):
            _refuse_if(name, [ids.count(one) > 1 for one in ids], "it stands there twice")
        for name, used in (
            ("site.crossing", [row.crossing for row in self.sites]),
            ("presence.crossing", [row.crossing for row in self.presence]),
            ("carrier.crossing", [row.crossing for row in self.carriers]),
        ):
            _refuse_if(name, [crossing not in crossings for crossing in used], "there is no such crossing")
        _refuse_if("presence.dates", [not (row.dates or row.weekdays) for row in self.presence], "no day is named")
        _refuse_if("nationality_days.weekdays", [not row.weekdays for row in self.nationality_days], "no day is named")
        _refuse_if("carrier.seats", [row.seats < 1 for row in self.carriers], "a vehicle has a seat or more")
        _refuse_if("carrier.minimum", [row.minimum > row.seats for row in self.carriers], "it is over the seats")

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str | None = None) -> Capacity:
        """Read a parsed `capacity.toml`; an unknown key or a bad value is refused with its table, row and key."""
        try:
            return _read_capacity(table)
        except InputError as error:
            raise InputError(error.code, error.detail, at=replace(error.at, file=file)) from None

    def as_table(self) -> dict[str, Any]:
        """Return the capacity as a table that `from_table` reads, with dates as ISO text."""
        table: dict[str, Any] = {"horizon": {"from": self.horizon_from.isoformat(), "days": self.days}}
        for name, (_, attribute) in CAPACITY_TABLES.items():
            table[name] = [plain(asdict(row)) for row in getattr(self, attribute)]
        return table

    def day(self, index: int) -> date:
        """Return the day `index` days after the first."""
        return self.horizon_from + timedelta(days=index)

    def index(self, day: date) -> int:
        """Return how many days after the first `day` is; negative before the horizon."""
        return (day - self.horizon_from).days

    def crossing_name(self, crossing: str) -> str:
        """Return the name of a crossing, or its id where it has none."""
        return next((row.name or row.id for row in self.crossings if row.id == crossing), crossing)


CAPACITY_TABLES: dict[str, tuple[type, str]] = {
    "crossing": (Crossing, "crossings"),
    "site": (Site, "sites"),
    "nationality_days": (NationalityDays, "nationality_days"),
    "presence": (Presence, "presence"),
    "carrier": (Carrier, "carriers"),
}


def falls_on(day: date, weekdays: tuple[str, ...]) -> bool:
    """Tell whether `day` is one of `weekdays`; none named means every day."""
    return not weekdays or WEEKDAYS[day.weekday()] in weekdays


def read_nationality_code(value: object) -> str:
    """Read an alpha-3 code of the table of nationalities."""
    try:
        nationality_name(_text(value))
    except InputError:
        raise ValueError("an alpha-3 code of the table of nationalities") from None
    return str(value)


def read_day(value: object) -> date:
    """Read a date as TOML gives it, or as ISO text."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("a date")
    return value


def _read_capacity(table: Mapping[str, Any]) -> Capacity:
    unknown = sorted(set(table) - {"horizon", *CAPACITY_TABLES})
    if unknown:
        raise InputError("input.bad-value", f"unknown table: {', '.join(unknown)}")
    horizon = table.get("horizon", {})
    for key in sorted({"from", "days"} ^ set(horizon)):
        raise InputError("input.bad-value", "the key is missing or unknown", at=Spot(column=f"horizon.{key}"))
    first, days = (_value(key, horizon[key], at=Spot(column=f"horizon.{key}")) for key in ("from", "days"))
    rows: dict[str, Any] = {}
    for name, (kind, attribute) in CAPACITY_TABLES.items():
        found = table.get(name, [])
        if not isinstance(found, list):
            raise InputError("input.bad-value", f"[[{name}]] is a list of rows", at=Spot(column=name))
        rows[attribute] = tuple(_read_row(kind, row, name, row_number=n) for n, row in enumerate(found, start=1))
    return Capacity(horizon_from=first, days=days, **rows)


def _read_row(kind: type[Row], table: Mapping[str, Any], name: str, *, row_number: int | None = None) -> Row:
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key in (*known, *(key for key in table if key not in known)):
        at = Spot(row=row_number, column=f"{name}.{key}")
        if key not in known:
            raise InputError("input.bad-value", "unknown key", at=at)
        if key not in table:
            if known[key].default is MISSING:
                raise InputError("input.bad-value", "the key is missing", at=at)
            continue
        values[key] = _value(key, table[key], at=at)
    return kind(**values)


def _value(key: str, value: object, *, at: Spot) -> Any:
    try:
        return _READERS[key](value)
    except (ValueError, TypeError) as fault:
        raise InputError("input.bad-value", f"expected {fault}", at=at) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    return value


def _id(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("text that is not empty")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a whole number from 0")
    return value


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _weekday(value: object) -> str:
    if value not in WEEKDAYS:
        raise ValueError(f"one of {', '.join(WEEKDAYS)}")
    return str(value)


def _many(read: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def read_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("a list")
        return tuple(read(item) for item in value)

    return read_all


_READERS: dict[str, Callable[[object], Any]] = {
    "id": _id,
    "name": _text,
    "kind": _id,
    "crossing": _id,
    "nationality": read_nationality_code,
    "nationalities": _many(read_nationality_code),
    "from": read_day,
    "dates": _many(read_day),
    "closed": _many(read_day),
    "weekdays": _many(_weekday),
    "days": _count,
    "cap": _count,
    "seats": _count,
    "vehicles": _count,
    "minimum": _count,
    "quota": lambda value: None if value is None else _count(value),
    "own_batch": _switch,
}


def _refuse_if(column: str, faults: list[bool], rule: str) -> None:
    for number, fault in enumerate(faults, start=1):
        if fault:
            raise InputError("input.bad-value", rule, at=Spot(row=number, column=column))


def plain(value: Any) -> Any:
    """Return what JSON can hold of a value: tuples as lists, dates as ISO text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
