"""How values are written on a page: dates, numbers, references, and a word for everything that is a code."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from django import template
from django.utils import timezone

from homeward.intake import Finding
from homeward.record import nationality_name
from homeward.web.permissions import ROLES
from homeward.web.queries.people import gate_titles
from homeward.web.views import words

register = template.Library()

_JOIN = "\u00a0"  # no line breaks inside a date
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The first word of a letter's Unicode name, and the language tag that chooses its font and line height.
_SCRIPTS = {
    "MYANMAR": "my", "THAI": "th", "CJK": "zh", "ETHIOPIC": "am", "DEVANAGARI": "hi", "ARABIC": "ar", "BENGALI": "bn",
    "CYRILLIC": "ru", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "TAMIL": "ta", "SINHALA": "si", "LAO": "lo",
    "KHMER": "km",
}  # fmt: skip


@register.filter
def day(value: date | str | None) -> str:
    """Write a day as "3 Mar 2025", in one piece; a partial ISO date as far as it goes; a dash for none.

    >>> [day(text).replace(_JOIN, " ") for text in ("1998-03-12", "1998-03", "1998", "")]
    ['12 Mar 1998', 'Mar 1998', '1998', '–']
    """
    if not value:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    year, *rest = str(value).split("-")
    parts = [_MONTHS[int(rest[0]) - 1], year] if rest else [year]
    return _JOIN.join([str(int(rest[1])), *parts] if len(rest) > 1 else parts)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a time as "3 Mar 2025, 21:00", in the operation's zone."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{day(local.date())}, {local:%H:%M}"


@register.filter
def weekday(value: date) -> str:
    """Write a day with its weekday: "Mon 3 Mar 2025"."""
    return f"{value:%a}{_JOIN}{day(value)}"


@register.filter
def days(count: int | None) -> str:
    """Write an age in days: "today", "1 day", "12 days"."""
    if count is None:
        return ""
    return "today" if count == 0 else f"{count:,}{_JOIN}day{'' if count == 1 else 's'}"


@register.filter
def number(value: float | None) -> str:
    """Write a number with thousands apart: "1,030"; a dash for none."""
    return "–" if value is None else f"{value:,}"


@register.filter
def bits(value: float) -> str:
    """Write bits with their sign: "+7.2", "−3.0"."""
    return "0.0" if round(value, 1) == 0 else f"{value:+.1f}".replace("-", "−")


@register.filter
def word(code: str, table: str = "") -> str:
    """Write a code in plain words, from that table of `words.toml`; an unknown code with blanks for underscores."""
    return words.TABLES.get(table, {}).get(code, code.replace("_", " ").replace("-", " "))


@register.filter
def country(alpha3: str) -> str:
    """Write a nationality's name; nothing for nothing."""
    return nationality_name(alpha3) if alpha3 else ""


@register.filter
def role(role_id: str) -> str:
    """Write a role's title."""
    return ROLES[role_id].title if role_id in ROLES else word(role_id, "owner")


@register.filter
def script(text: str) -> str:
    """Return the language tag that suits a text's script, so that its font and line height fit."""
    letter = next((letter for letter in text if letter.isalpha()), "a")
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "und")


@register.filter
def short(digest: str) -> str:
    """Write the first groups of a digest, as people compare it by eye."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


@register.filter
def reading(text: str, attribute: str) -> str:
    """Write one reading of a claim as its attribute is written: a day, a country, a word."""
    if attribute in ("born", "arrived", "age"):
        return day(text)
    if attribute == "nationality":
        return country(text)
    return word(text, "sex") if attribute == "sex" else text


@register.filter
def mark(state: str) -> str:
    """Return the class of a gate's state: the word, the shape and the colour go together."""
    return {"open": "ready", "stopped": "stopped"}.get(state, "waiting")


@register.filter
def calm(name: str) -> str:
    """Write a Latin name without shouting, where a list had it in capitals only.

    >>> calm("WANG XIAOMING"), calm("Abebe Tesfaye")
    ('Wang Xiaoming', 'Abebe Tesfaye')
    """
    return name.title() if name.isupper() else name


@register.filter
def finding(found: Finding) -> str:
    """Write what does not add up as one sentence: where, what was counted, what is stated."""
    sentence = words.TABLES["finding"].get(found.code, word(found.code).capitalize() + ".")
    text = sentence.format(found=number(found.found), stated=number(found.stated))
    place = ", ".join(
        part for part in (f"row {found.row}" if found.row else "", f"“{found.column}”" if found.column else "") if part
    )
    return f"{place[0].upper()}{place[1:]}: {text}" if place else text


@register.filter
def gate(gate_id: str) -> str:
    """Write a gate's title."""
    return dict(gate_titles()).get(gate_id, "A place in a batch")
