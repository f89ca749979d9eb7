"""How registrars write a name down: what they hear, shorten, flip, join, split and mistype. Rates: `errors.toml`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from random import Random

from homeward.demo.names import Word
from homeward.demo.people import Person
from homeward.demo.tables import Nation, read_rows, read_toml, respellings

# Words of these roles are left away or shortened before the others.
_MINOR = frozenset({"middle", "given2", "motherfamily", "father", "grandfather"})
_VOWELS = "aeiou"


@dataclass(slots=True)
class Written:
    """One word as it is being written down."""

    text: str
    role: str


def misname(person: Person, nation: Nation, *, rng: Random, seen: bool) -> str:
    """Return a person's name as a registrar writes it in Latin letters; `seen`: with the passport in hand."""
    rates = read_toml("errors.toml")["names"]
    if not seen and rng.random() < rates["native_given"]:
        return misnative(person, rng=rng)
    if len(person.words) == 1 and rng.random() < rates["doubled_mononym"]:
        return f"{person.latin} {person.latin}"
    words = _spoken(person.words, nation, rng=rng, seen=seen)
    words = _shortened(words, rng=rng)
    words = _joined(_flipped(words, rng=rng), rng=rng)
    if nation.family_in_capitals:
        words = [Written(word.text.upper() if word.role == "family" else word.text, word.role) for word in words]
    name = " ".join(word.text for word in words)
    if rng.random() < rates["marks_lost"]:
        name = plain_letters(name)
    if rng.random() < rates["typo"]:
        name = mistype(name, rng=rng)
    if nation.honorifics and rng.random() < rates["honorific"]:
        name = f"{rng.choice(nation.honorifics)} {name}"
    return name[: rates["truncated_at"]].rstrip() if rng.random() < rates["truncated"] else name


def misnative(person: Person, *, rng: Random) -> str:
    """Return the name in its own script as written: a Han character, at times, replaced by one that sounds the same."""
    places = [at for at, sign in enumerate(person.native) if at and _homophones(person.nationality).get(sign)]
    if not places or rng.random() >= read_toml("errors.toml")["names"]["homophone"]:
        return person.native
    at = rng.choice(places)
    other = rng.choice(_homophones(person.nationality)[person.native[at]])
    return person.native[:at] + other + person.native[at + 1 :]


@cache
def _homophones(code: str) -> dict[str, list[str]]:
    """Return for each name of a single sign the others that are read the same."""
    read_as: dict[str, set[str]] = {}
    for row in read_rows(f"names/{code}.csv"):
        if len(row["native"]) == 1:
            read_as.setdefault(row["latin"], set()).add(row["native"])
    return {sign: sorted(signs - {sign}) for signs in read_as.values() for sign in signs if len(signs) > 1}


def respell(word: str, others: tuple[str, ...], *, code: str, rng: Random) -> str:
    """Return a word in another plausible spelling: one that is known, or what an ear of the country makes of it."""
    if others and rng.random() < 0.75:
        return rng.choice(others)
    lower = word.lower()
    rules = [rule for rule in respellings().get(code, ()) if rule[0] in lower]
    if not rules:
        return rng.choice(others) if others else word
    old, new = rng.choice(rules)
    changed = lower.replace(old, new, 1)
    return changed.capitalize() if word[0].isupper() else changed


def plain_letters(text: str) -> str:
    """Return Latin text without diacritics, as old typewriters and forms have it."""
    marks_off = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return marks_off.translate(str.maketrans("đĐ", "dD", "ʻʼ’"))


def mistype(text: str, *, rng: Random) -> str:
    """Return a text with one letter wrong, missing, doubled or swapped with the next; the first letter stays."""
    places = [at for at in range(1, len(text)) if text[at].isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    wrong = rng.choice(_VOWELS if text[at].lower() in _VOWELS else "bdgklmnprst")
    return rng.choice(
        (
            text[:at] + wrong + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[: at + 1] + text[at:],
            text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
        )
    )


def _spoken(words: tuple[Word, ...], nation: Nation, *, rng: Random, seen: bool) -> list[Written]:
    rates = read_toml("errors.toml")["names"]
    spelling = rates["seen_spelling"] if seen else rates["by_ear_spelling"]
    out = []
    for place, word in enumerate(words):
        text = word.latin
        if word.role == "literal" and place:
            if rng.random() < rates["connector_dropped"]:
                continue
        elif word.role == "literal" and word.others and rng.random() < rates["prefix_short"]:
            text = rng.choice(word.others)
        elif rng.random() < spelling:
            text = respell(text, word.others, code=nation.code, rng=rng)
        elif len(word.syllables) > 1 and rng.random() < rates["syllables_split"]:
            text = " ".join(part.capitalize() for part in word.syllables)
        out.append(Written(text, word.role))
    return out


def _shortened(words: list[Written], *, rng: Random) -> list[Written]:
    rates = read_toml("errors.toml")["names"]
    if len(words) > 2 and words[-1].role == "grandfather" and rng.random() < rates["chain_cut"]:
        words = words[:-1]
    middles = [at for at in range(1, len(words) - 1) if words[at].role in _MINOR]
    if middles and rng.random() < rates["middle_left"]:
        left = rng.choice(middles)
        words = words[:left] + words[left + 1 :]
    minor = [at for at, word in enumerate(words) if word.role in _MINOR and len(words) > 1]
    if minor and rng.random() < rates["initials"]:
        at = rng.choice(minor)
        words[at] = Written(words[at].text[0] + rng.choice((".", "")), words[at].role)
    return words


def _flipped(words: list[Written], *, rng: Random) -> list[Written]:
    if len(words) < 2 or rng.random() >= read_toml("errors.toml")["names"]["order_flipped"]:
        return words
    return words[1:] + words[:1] if rng.random() < 0.5 else words[-1:] + words[:-1]


def _joined(words: list[Written], *, rng: Random) -> list[Written]:
    """Write two given names that stand side by side as one word, at times."""
    rates = read_toml("errors.toml")["names"]
    given = {"given", "given2", "middle"}
    pairs = [at for at in range(len(words) - 1) if {words[at].role, words[at + 1].role} <= given]
    if not pairs or rng.random() >= rates["syllables_joined"]:
        return words
    at = rng.choice(pairs)
    joint = Written(words[at].text + words[at + 1].text.lower(), "given")
    return [*words[:at], joint, *words[at + 2 :]]
