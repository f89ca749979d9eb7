"""How registrars write down everything but the name: dates, documents, nationalities, places. Rates: `errors.toml`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from homeward.demo.errors_names import respell
from homeward.demo.people import STORY_DAY, Paper, Person
from homeward.demo.tables import Nation, nations, read_toml
from homeward.record import from_gregorian

Cell = str | int | date

_BURMESE = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONFUSED = {
    "0": "O",
    "O": "0",
    "1": "I",
    "I": "1",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
    "2": "Z",
    "6": "G",
    "G": "6",
}

# A registrar's way to write year, month and day.
STYLES: dict[str, Callable[[int, int, int], Cell]] = {
    "dmy_slash": lambda y, m, d: f"{d:02d}/{m:02d}/{y}",
    "ymd_dash": lambda y, m, d: f"{y}-{m:02d}-{d:02d}",
    "d_mon_y": lambda y, m, d: f"{d} {_MONTHS[m - 1]} {y}",
    "dmy_burmese": lambda y, m, d: f"{d:02d}/{m:02d}/{y}".translate(_BURMESE),
    "ymd_han": lambda y, m, d: f"{y}年{m}月{d}日",
    "cell": lambda y, m, d: date(y, m, d),
}
# The mark that says in which calendar of home a date is written.
_MARKS = {
    "ethiopian": "{d:02d}/{m:02d}/{y} E.C.",
    "bikram": "{y}-{m:02d}-{d:02d} B.S.",
    "minguo": "民國{y}年{m}月{d}日",
    "buddhist": "{d:02d}/{m:02d}/{y} พ.ศ.",
}


def pick_style(styles: dict[str, float], *, rng: Random) -> Callable[[int, int, int], Cell]:
    """Return one of a registrar's ways to write a date."""
    return STYLES[rng.choices(list(styles), weights=list(styles.values()))[0]]


def misdate(person: Person, nation: Nation, *, rng: Random, styles: dict[str, float]) -> tuple[Cell, Cell]:
    """Return what stands under birth date and under age. Whatever goes wrong, some calendar has the date."""
    rates = read_toml("errors.toml")["births"]
    born, fate = person.born, rng.random()
    if fate < rates["missing"]:
        return "", ""
    if fate < rates["missing"] + rates["age_only"]:
        age = (STORY_DAY - born).days // 365 + (rng.random() < rates["age_off_by_one"])
        return "", age
    if rng.random() < rates["year_only"]:
        return str(born.year), ""
    if rng.random() < rates["typo"]:
        born = _mistyped(born, rng=rng)
    if nation.calendar != "gregorian" and rng.random() < rates["home_calendar"]:
        return _in_home_calendar(born, nation, rng=rng), ""
    year, month, day = born.year, born.month, born.day
    if rng.random() < rates["january_first"]:
        month, day = 1, 1
    style = pick_style(styles, rng=rng)
    has_slashes = style is STYLES["dmy_slash"]
    swaps = rates["month_first"] if nation.order == "mdy" and has_slashes else rates["swapped"]
    if rng.random() < swaps and style is not STYLES["d_mon_y"] and (day <= 12 or has_slashes):
        month, day = day, month
    if style is not STYLES["cell"] and rng.random() < rates["buddhist_year"]:
        year += 543
    return style(year, month, day), ""


def _in_home_calendar(born: date, nation: Nation, *, rng: Random) -> str:
    year, month, day = from_gregorian(nation.calendar, born)
    if rng.random() < read_toml("errors.toml")["births"]["marked_calendar"]:
        return _MARKS[nation.calendar].format(y=year, m=month, d=day)
    return f"{year}-{month:02d}-{day:02d}" if nation.order == "ymd" else f"{day:02d}/{month:02d}/{year}"


def _mistyped(born: date, *, rng: Random) -> date:
    """Return a date with one digit of day, month or year wrong that is still a date."""
    changed = rng.choice(
        (
            born.replace(year=born.year + rng.choice((-10, -1, 1, 10))) if born.day < 29 else born,
            born.replace(day=(born.day + 9) % 28 + 1),
            born.replace(month=born.month % 9 + 1, day=min(born.day, 28)),
        )
    )
    return min(changed, STORY_DAY - timedelta(days=14 * 365))


def misdocument(person: Person, *, rng: Random) -> str:
    """Return the number that stands under passport, empty where none is known or none was written."""
    rates = read_toml("errors.toml")["documents"]
    paper: Paper | None = next((paper for paper in person.papers if paper.kind == "passport" and paper.known), None)
    national = person.national
    if national and national.known and (paper is None or rng.random() < rates["national_instead"]):
        paper = national
    if paper is None or rng.random() < rates["missing"]:
        return ""
    number = paper.number
    confusable = [at for at, sign in enumerate(number) if sign in _CONFUSED]
    if confusable and rng.random() < rates["confused"]:
        at = rng.choice(confusable)
        number = number[:at] + _CONFUSED[number[at]] + number[at + 1 :]
    if rng.random() < rates["typo"]:
        number = _digit_wrong(number, rng=rng)
    if len(number) > 6 and rng.random() < rates["spaced"]:
        at = rng.choice((1, 2, len(number) // 2))
        number = number[:at] + rng.choice((" ", "-")) + number[at:]
    return number


def _digit_wrong(text: str, *, rng: Random) -> str:
    digits = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not digits:
        return text
    at = rng.choice(digits)
    return text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1 :]


def misnationality(nation: Nation, *, rng: Random, language: str) -> str:
    """Return the word that stands under nationality, in the list's language or not."""
    rates = read_toml("errors.toml")["nationality"]
    taken_for = rates["taken_for"].get(nation.code)
    if taken_for and rng.random() < rates["wrong"]:
        nation = nations()[taken_for]
    usual = {"english": nation.words[0], "burmese": nation.burmese, "chinese": nation.chinese}[language]
    return rng.choice(nation.words) if rng.random() < rates["variant"] else usual


def misplaced(person: Person, *, rng: Random) -> str:
    """Return the home place as written, in another or an older spelling at times."""
    if rng.random() >= read_toml("errors.toml")["fields"]["place_respelt"]:
        return person.place.latin
    return respell(person.place.latin, person.place.others, code=person.nationality, rng=rng)


def misphone(person: Person, *, rng: Random) -> str:
    """Return the telephone number as written: with the country's code or without, a digit wrong at times."""
    rate = read_toml("errors.toml")["fields"]["phone_digit"]
    phone = _digit_wrong(person.phone, rng=rng) if rng.random() < rate else person.phone
    return phone if rng.random() < 0.6 else "0" + phone.partition(" ")[2]


def missex(person: Person, *, rng: Random, words: tuple[str, str]) -> str:
    """Return the sex in the list's words, at times missing or wrong."""
    rates, chance = read_toml("errors.toml")["fields"], rng.random()
    if chance < rates["sex_missing"]:
        return ""
    return words[(person.sex == "F") != (chance > 1 - rates["sex_wrong"])]


def misparent(parent: str, nation: Nation, *, rng: Random) -> str:
    """Return a parent's Latin name as it is heard, often without its last word."""
    words = [
        respell(word, (), code=nation.code, rng=rng)
        if rng.random() < read_toml("errors.toml")["names"]["by_ear_spelling"]
        else word
        for word in parent.split()
    ]
    return " ".join(words[:-1] if len(words) > 2 and rng.random() < 0.3 else words)
