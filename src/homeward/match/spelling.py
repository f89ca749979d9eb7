"""How likely one spelling of a word is, given another: learned tables of units, and the way through them.

A table says for a script how often a unit of one to three letters stands beside which Latin letters (log2 of the
share of all units seen). `surplus` is log2 P(latin | word), the best way through both words less the best way
through the word alone, against P(latin) as some other name: evidence in bits. Tables are learned by `homeward names
--train` (`match.learn`) or written by hand (`match.units`); a script that has none is first put into ASCII and read
with the table "roman".
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from homeward.match.han import han_table, kanji_table, one_character
from homeward.match.spelling_table import SpellingTable, read_table, with_units
from homeward.match.units import read_units

NO_WAY = -1e9
_ADDED = -8.5  # a Latin letter without cause, which no table foresees (log2)
_UNSEEN = -14.0  # a letter that the table has not
# How rare one name among all names is that nobody counted, by its letters (log2); and how much of each bit by which its
# spelling is less likely than usual speaks for some name nearby (measured on true and nearest false pairs).
_NAMES, _NAMES_BY_LETTER, _NEAR = 8.0, 0.6, 0.5
_SYLLABIC, _NEAR_SYLLABLES = ("myanmar", "hangul"), 1.3  # scripts whose words are syllables: other names are nearer
_JAPAN = 1.5  # how much rarer a Chinese character is read as in Japan (bits)
_ROUNDING = 1e-6  # hopes are no less than what sums in another order come to
Steps = tuple[tuple[float, tuple[tuple[int, dict[str, float], tuple[tuple[float, str], ...]], ...]], ...]
_READ_AS = {
    "katakana": "hiragana",
    **dict.fromkeys(("gurmukhi", "gujarati", "oriya", "telugu", "kannada", "malayalam"), "devanagari"),
}
# Words further apart than this (Jaro-Winkler) are not looked at: the table would only say no more slowly.
_FAR, _FAR_LATIN = 0.46, 0.73


@lru_cache(maxsize=64)
def load_table(script: str) -> SpellingTable | None:
    """Return the shipped table of `script`, or None where there is none: learned, written, or one beside the other."""
    if script == "han":
        return han_table()
    script = _READ_AS.get(script, script)
    learned, written = _data(f"spelling-{script}.tsv"), _data(f"units-{script}.tsv")
    if not learned:
        return read_units(written, script=script) if written else None
    table = read_table(learned, script=script)
    return with_units(table, read_units(written, script=script)) if written else table


def _data(name: str) -> str:
    file = resources.files("homeward.match").joinpath("data", name)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def best_way(word: str, latin: str, table: SpellingTable, *, least: float) -> float:
    """Return log2 P(word, latin) by the likeliest way through the table; letters no rule foresees have a price.

    Ways of no more than `least` are given up; `NO_WAY` where none is left.
    """
    steps, width = _steps(word, table), len(latin)
    dropped, changed = table.dropped, table.changed
    unspelled = max(dropped, changed)
    needed = _needed(steps, latin, unspelled=unspelled, least=least)
    if needed[0] >= 0.0:
        return NO_WAY
    pieces = _pieces(latin, table.widest)
    rows: list[dict[int, float]] = [{} for _ in needed]
    rows[0][0] = 0.0
    for i, (letter, units) in enumerate(steps):
        row = rows[i]
        _add_letters(row, width, needed[i])
        after, floor = rows[i + 1], needed[i + 1]
        for j, here in row.items():
            alone = here + letter
            if alone + unspelled > floor:
                if alone + dropped > after.get(j, floor):
                    after[j] = alone + dropped
                if j < width and alone + changed > after.get(j + 1, floor):
                    after[j + 1] = alone + changed
            for place, spellings, ranked in units:
                bound = needed[place]
                if here + ranked[0][0] > bound:
                    target = rows[place]
                    for end, piece in pieces[j]:
                        if piece in spellings:
                            bits = here + spellings[piece]
                            if bits > target.get(end, bound):
                                target[end] = bits
    _add_letters(rows[-1], width, least)
    return rows[-1].get(width, NO_WAY)


def _needed(steps: Steps, latin: str, *, unspelled: float, least: float) -> list[float]:
    """Return for each place of a word what a way has to be more than there: no rest comes to more than its letters do
    by pieces that are somewhere in `latin`."""
    size = len(steps)
    hopes, needed = [0.0] * (size + 1), [least] * (size + 1)
    for i in reversed(range(size)):
        letter, units = steps[i]
        best = letter + unspelled + hopes[i + 1]
        for place, _, ranked in units:
            for bits, piece in ranked:
                if piece in latin:
                    best = max(best, bits + hopes[place])
                    break
        hopes[i], needed[i] = best, least - best - _ROUNDING
    return needed


@lru_cache(maxsize=50_000)
def _steps(word: str, table: SpellingTable) -> Steps:
    """Return for each place of `word` what its letter is alone (log2), and the units from there: where they end, their
    spellings, and these with the likeliest first."""
    size = len(word)
    ends = [range(i + 1, min(size, i + table.longest) + 1) for i in range(size)]
    units = [
        [(end, found, _ranked(word[i:end], table)) for end in ends[i] if (found := table.units.get(word[i:end]))]
        for i in range(size)
    ]
    return tuple([(table.alone.get(word[i], _UNSEEN), tuple(units[i])) for i in range(size)])


@lru_cache(maxsize=20_000)
def _ranked(unit: str, table: SpellingTable) -> tuple[tuple[float, str], ...]:
    return tuple(sorted(((bits, piece) for piece, bits in table.units[unit].items()), reverse=True))


@lru_cache(maxsize=50_000)
def _pieces(latin: str, widest: int) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Return for each place of `latin` what a unit may be written with from there, and where that ends."""
    width = len(latin)
    return tuple(
        [
            tuple([(end, latin[start:end]) for end in range(start, min(width, start + widest) + 1)])
            for start in range(width + 1)
        ]
    )


def _add_letters(row: dict[int, float], width: int, least: float) -> None:
    """Let Latin letters stand that nothing in the word accounts for."""
    if max(row.values(), default=NO_WAY) + _ADDED <= least:
        return
    for place in range(min(row, default=width), width):
        if place in row and row[place] + _ADDED > row.get(place + 1, least):
            row[place + 1] = row[place] + _ADDED


@lru_cache(maxsize=50_000)
def own_way(word: str, table: SpellingTable) -> float:
    """Return log2 P(word) by the likeliest cut into the table's units."""
    best = [0.0] + [NO_WAY] * len(word)
    for i in range(len(word)):
        best[i + 1] = max(best[i + 1], best[i] + table.alone.get(word[i], _UNSEEN))
        for k in range(2, min(table.longest, len(word) - i) + 1):
            bits = table.alone.get(word[i : i + k])
            if bits is not None and best[i] + bits > best[i + k]:
                best[i + k] = best[i] + bits
    return best[-1]


@lru_cache(maxsize=50_000)
def usual_way(word: str, table: SpellingTable) -> float:
    """Return what log2 P(word, latin) is on average over the spellings that the table gives the word."""
    best = [0.0] + [NO_WAY] * len(word)
    for i in range(len(word)):
        best[i + 1] = max(best[i + 1], best[i] + table.alone.get(word[i], _UNSEEN) + table.dropped)
        for k in range(1, min(table.longest, len(word) - i) + 1):
            bits = _usual(word[i : i + k], table)
            if best[i] + bits > best[i + k]:
                best[i + k] = best[i] + bits
    return best[-1]


@lru_cache(maxsize=100_000)
def _usual(unit: str, table: SpellingTable) -> float:
    spellings = table.units.get(unit)
    if not spellings:
        return NO_WAY
    total = sum([2.0**bits for bits in spellings.values()], start=0.0)
    return sum([2.0**bits / total * bits for bits in spellings.values()], start=0.0)


@lru_cache(maxsize=50_000)
def likeliest(word: str, script: str) -> str:
    """Return the likeliest Latin spelling of `word`; the plain ASCII form where the script has no table."""
    table = load_table(script)
    if table is None or script == "latin":
        return ascii_form(word)
    best: list[tuple[float, str]] = [(0.0, "")] + [(NO_WAY, "")] * len(word)
    for i in range(len(word)):
        bits, text = best[i]
        if best[i + 1][0] < bits + 2 * _UNSEEN:
            best[i + 1] = (bits + 2 * _UNSEEN, text + ascii_form(word[i]))
        for k in range(1, min(table.longest, len(word) - i) + 1):
            unit = word[i : i + k]
            if table.units.get(unit):
                price, latin = _ranked(unit, table)[0]
                if bits + price > best[i + k][0]:
                    best[i + k] = (bits + price, text + latin)
    return best[-1][1]


@lru_cache(maxsize=50_000)
def ascii_form(word: str) -> str:
    """Return the letters a-z that the public ASCII tables give for `word`."""
    return "".join(letter for letter in anyascii(word).lower() if "a" <= letter <= "z")


@lru_cache(maxsize=1)
def _pairs() -> dict[str, float]:
    table = load_table("latin-pairs")
    return {unit: next(iter(values.values())) for unit, values in table.units.items()} if table else {}


@lru_cache(maxsize=100_000)
def background(latin: str) -> float:
    """Return log2 P(latin) among Latin spellings of names, letter pair by letter pair."""
    pairs = _pairs()
    framed = f"^{latin}$"
    return sum([pairs.get(framed[i : i + 2], -12.0) for i in range(len(framed) - 1)])


@lru_cache(maxsize=50_000)
def one_character_bits(latin: str, other: str) -> float:
    """Return how many bits likelier two Latin syllables spell one Chinese character than two names do."""
    likely = one_character(latin, other)
    by_letters = max(background(latin), background(other))
    rare = _NAMES + _NAMES_BY_LETTER * min(len(latin), len(other))
    return min(likely - by_letters, rare + _NEAR_SYLLABLES * likely)


def surplus(word: str, script: str, latin: str) -> float:
    """Return how many bits likelier `latin` spells `word` than it is some other name; `NO_WAY` where it is not.

    Some other name is drawn from the letter pairs of Latin names, or from the names there are, whichever is likelier:
    among so many names there is always one nearby. Both ways are tried where both are Latin, so that the order never
    matters. Only of words that are not far from each other is anything kept in mind.
    """
    if script == "latin":
        is_far = JaroWinkler.similarity(word, latin) < _FAR_LATIN
        return NO_WAY if is_far else _both_ways(word, latin)
    if script == "han":
        for character in word:
            if not any([piece in latin for piece in _heard(character)]):
                return NO_WAY
        in_japan = _near_surplus(word, latin, kanji_table()) - _JAPAN
        return max(_near_surplus(word, latin, han_table()), in_japan)
    table = load_table(script)
    is_given = table is not None and latin in (table.units.get(word) or ())  # 이 is LEE, however far these are
    if not is_given and _is_far(word, script, latin):
        return NO_WAY
    return _near_surplus(word, latin, table) if table else _near_surplus(ascii_form(word), latin, load_table("roman"))


@lru_cache(maxsize=20_000)
def _heard(character: str) -> frozenset[str]:
    return frozenset([piece for table in (han_table(), kanji_table()) for piece in table.units.get(character) or ()])


@lru_cache(maxsize=100_000)
def _both_ways(word: str, latin: str) -> float:
    table = load_table("latin")
    if table is None:
        return NO_WAY
    there = _surplus(word, latin, table)
    return max(there, _surplus(latin, word, table, least=max(0.0, there - _ROUNDING)))


@lru_cache(maxsize=200_000)
def _near_surplus(word: str, latin: str, table: SpellingTable | None) -> float:
    return _surplus(word, latin, table) if table else NO_WAY


def _is_far(word: str, script: str, latin: str) -> bool:
    near = JaroWinkler.similarity(likeliest(word, script), latin)
    return near < _FAR and JaroWinkler.similarity(ascii_form(word), latin) < _FAR


def _surplus(word: str, latin: str, table: SpellingTable, *, least: float = 0.0) -> float:
    """Return the lesser of what letters by chance and what other names leave of log2 P(latin | word); `NO_WAY` where
    that is no more than `least`."""
    by_letters = own_way(word, table) + background(latin)
    usual, rare = usual_way(word, table), _NAMES + _NAMES_BY_LETTER * len(latin)
    near = _NEAR_SYLLABLES if table.script in _SYLLABIC else _NEAR
    together = best_way(word, latin, table, least=max(by_letters + least, usual - (rare - least) / near))
    if together == NO_WAY:
        return NO_WAY
    return min(together - by_letters, rare - near * (usual - together))
