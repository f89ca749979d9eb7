"""Keys of a register's entries: what a claim has to share with an entry for the two to be laid side by side.

Three kinds. *Days*: every entry by its birth date, with a short mark of each word of its names, so that whoever was
born on a claim's day is weighed at a glance. *Pairs* of words of one name, by birth date; a single word in small
registers, and where it is rare in large ones. *Codes*: documents and telephones, misreadings folded.

Words are keyed by how they sound (`match.keys`). Linguistics is paid once per distinct word, what is done per row is
SQL. Any chunk of rows can be keyed by itself: nothing here depends on other rows but how common a word is, and those
counts add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from homeward.engines.columns import COLUMNS, ISO, to_record
from homeward.match.compare.codes import FOLD_FROM, FOLD_TO
from homeward.match.features import Features, prepare
from homeward.match.han import spellings
from homeward.match.keys import forms, sounds
from homeward.match.rarity import NAMED
from homeward.record import Source, Token, TokenKind
from homeward.record.names import read_name

if TYPE_CHECKING:
    import duckdb

# The tables that keying a chunk makes besides `birth` and `posting` (`packed`).
SCHEMA = {
    "voice": "form VARCHAR, code INTEGER",
    "heard": "word VARCHAR, code INTEGER, times INTEGER",
    "code_size": "code INTEGER, times INTEGER",
    "rarity": "attribute VARCHAR, word VARCHAR, times INTEGER",
}
# A word that more entries have is looked up together with another one only.
RARE = 256
_TOLD_OF = NAMED[1:]
GAP = "\x1f"  # between the columns of an entry's text
_SEXES = ("", "F", "M", "X")
_LEAST_DOCUMENT, _LEAST_PHONE, _PHONE_DIGITS = 4, 6, 8
# What a word is before anything is known of its script: a Chinese character, or a run of anything but gaps.
_GAPS = r"\s,،、.·•‧・_\-‐‑–—()（）@"
_WORDS = rf"\p{{Han}}|[^{_GAPS}\p{{Han}}]+"

_READ = """
CREATE OR REPLACE TEMP TABLE read_row AS
SELECT row, spelled, mark, father, mother, place, CASE
    WHEN regexp_full_match(born, '{iso}') THEN rpad(replace(born, '-', ''), 8, '0')::INTEGER
    WHEN coalesce(born, '') = '' THEN 0 END AS day,
    CASE WHEN length(document) >= {least_document} THEN {document_key} END AS document,
    CASE WHEN length(phone) >= {least_phone} THEN {phone_key} END AS phone,
    CASE WHEN length(postcode) > 0 THEN {postcode_key} END AS postcode
FROM (
    SELECT row, born, hash(coalesce(name, ''), coalesce(name_native, '')) AS spelled, m.mark,
        hash(r.father) AS father, hash(r.mother) AS mother, hash(r.place) AS place,
        {document} AS document, {phone} AS phone, {postcode} AS postcode
    FROM {rows} r JOIN mark_of m ON m.sex = coalesce(r.sex, '') AND m.nationality = coalesce(r.nationality, '')
)
"""
_WRITTEN = """
CREATE OR REPLACE TEMP TABLE written AS
SELECT spelled, times, list_distinct(regexp_extract_all(name, '{words}')) AS first,
    CASE WHEN name <> name_native THEN list_distinct(regexp_extract_all(name_native, '{words}')) ELSE [] END AS second
FROM (SELECT hash(coalesce(name, ''), coalesce(name_native, '')) AS spelled, any_value(coalesce(name, '')) AS name,
    any_value(coalesce(name_native, '')) AS name_native, count(*)::INTEGER AS times FROM {rows} GROUP BY 1)
"""
# The codes of each way to write a name. Those of the two columns stay apart: pairs are of one column.
_SPELLED = """
CREATE OR REPLACE TEMP TABLE spelled_code AS SELECT DISTINCT spelled, side, code FROM (
    SELECT spelled, 1 AS side, unnest(first) AS word FROM written
    UNION ALL SELECT spelled, 2, unnest(second) FROM written
) JOIN made_heard USING (word);
CREATE OR REPLACE TEMP TABLE spelled_pair AS
SELECT DISTINCT a.spelled, (a.code::BIGINT << 32) | b.code AS key
FROM spelled_code a JOIN spelled_code b ON b.spelled = a.spelled AND b.side = a.side AND b.code > a.code;
CREATE OR REPLACE TEMP TABLE coded AS SELECT spelled, list_sort(list_distinct(codes)) AS codes
FROM (SELECT spelled, list(code) AS codes FROM spelled_code GROUP BY spelled);
CREATE OR REPLACE TEMP TABLE made_code_size AS SELECT code, sum(times)::INTEGER AS times
FROM (SELECT unnest(codes) AS code, times FROM coded JOIN written USING (spelled)) GROUP BY code
"""
# Those of the last two words of the father's name, the last of the mother's and the first of the place.
_KEYED = """
CREATE OR REPLACE TEMP TABLE made_birth AS
SELECT row, day, mark, {words} AS words, {more} AS more,
    coalesce(f.last, 0)::UBIGINT | (coalesce(f.other, 0)::UBIGINT << 16)
    | (coalesce(m.last, 0)::UBIGINT << 32) | (coalesce(p.first, 0)::UBIGINT << 48) AS kin,
    spelled, document, phone, postcode
FROM read_row r LEFT JOIN coded USING (spelled) LEFT JOIN told_father f ON f.text = r.father
LEFT JOIN told_mother m ON m.text = r.mother LEFT JOIN told_place p ON p.text = r.place
ORDER BY day, row;
DROP TABLE read_row;
CREATE OR REPLACE TEMP VIEW placed AS SELECT rowid::INTEGER AS place, spelled, document, phone, postcode
FROM made_birth;
CREATE OR REPLACE TEMP VIEW made_posting AS
SELECT key, place FROM placed JOIN spelled_pair USING (spelled)
UNION ALL SELECT codes[1], place FROM placed JOIN coded USING (spelled) WHERE len(codes) = 1
UNION ALL SELECT document, place FROM placed WHERE document IS NOT NULL
UNION ALL SELECT phone, place FROM placed WHERE phone IS NOT NULL
UNION ALL SELECT postcode, place FROM placed WHERE postcode IS NOT NULL
"""
_POSTED = """
CREATE OR REPLACE TEMP TABLE posted AS SELECT * FROM made_posting UNION ALL
SELECT code::BIGINT AS key, place FROM placed JOIN (SELECT DISTINCT spelled, code FROM spelled_code) USING (spelled)
WHERE code IN (SELECT code FROM {sizes} GROUP BY code HAVING sum(times) <= {most}); DROP TABLE made_birth
"""
_TOLD = """
CREATE OR REPLACE TEMP TABLE told_{attribute} AS
SELECT text, times, regexp_extract_all(text, '{words}') AS words
FROM (SELECT {attribute} AS text, count(*)::INTEGER AS times FROM {rows} WHERE {attribute} <> '' GROUP BY 1)
"""
_TOLD_CODES = """
CREATE OR REPLACE TEMP TABLE told_{attribute} AS
SELECT hash(text) AS text, a.code & 65535 AS first, z.code & 65535 AS last, y.code & 65535 AS other
FROM told_{attribute}
LEFT JOIN code_of a ON a.word = words[1] LEFT JOIN code_of z ON z.word = words[-1]
LEFT JOIN code_of y ON y.word = words[-2] WHERE len(words) > 0
"""
_COUNTED = "SELECT word, sum(times) FROM (SELECT unnest({words}) AS word, times FROM {table}) GROUP BY word"


def key_rows(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make the parts of all tables of `SCHEMA` for the entries in the table `rows`: temporary tables `made_…`.

    `rows` has `row`, a number of its own for each entry, and the columns of a register as text. The words that are
    keyed alone are told by `singles_sql`, once it is known how many entries have each.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE made_rarity ({SCHEMA['rarity']})")
    _make_marks(connection, rows)
    connection.execute(
        _READ.format(
            rows=rows, iso=ISO, document=_FOLDED.format("document"), phone=_DIGITS.format("phone"),
            document_key=key_sql("'d' || document"), phone_key=key_sql("'t' || phone"),
            postcode=_PLAIN.format("postcode"), postcode_key=key_sql("'p' || postcode"),
            least_document=_LEAST_DOCUMENT, least_phone=_LEAST_PHONE,
        )
    )  # fmt: skip
    _read_odd_births(connection, rows)
    connection.execute(_WRITTEN.format(words=_WORDS, rows=rows))
    for attribute in _TOLD_OF:
        connection.execute(_TOLD.format(attribute=attribute, words=_WORDS, rows=rows))
    _hear_words(connection)
    _count_others(connection, rows)
    connection.execute(_SPELLED)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE code_of AS SELECT word, min(code) AS code FROM made_heard GROUP BY 1"
    )
    for attribute in _TOLD_OF:
        connection.execute(_TOLD_CODES.format(attribute=attribute))
    connection.execute(_KEYED.format(words=_packed(1), more=_packed(5)))


def post_keys(connection: duckdb.DuckDBPyConnection, *, sizes: str) -> None:
    """Make `posted`: the keys of the entries, words by themselves where few have them by `sizes`; drop the entries."""
    connection.execute(_POSTED.format(sizes=sizes, most=2 * RARE))


_PLAIN = "regexp_replace(upper({}), '[^A-Z0-9]', '', 'g')"
_FOLDED = f"translate({_PLAIN}, '{FOLD_FROM}', '{FOLD_TO}')"
_DIGITS = f"right(regexp_replace({{}}, '[^0-9]', '', 'g'), {_PHONE_DIGITS})"


def entry_sql() -> str:
    """Return the SQL of an entry's text: its id and columns in one."""
    columns = (f"replace(coalesce({name}, ''), '{GAP}', ' ')" for name in ("id", *COLUMNS))
    return f"concat_ws('{GAP}', {', '.join(columns)})"


def key_sql(text: str) -> str:
    """Return the SQL of the key of a number that has "d" (document), "t" (telephone) or "p" (postcode) in front.

    It is negative; keys of words are not.
    """
    return f"(hash({text}) >> 1)::BIGINT - 9223372036854775807 - 1"


def _packed(first: int) -> str:
    """Four codes of a row, sixteen bits of each."""
    parts = [f"(coalesce(codes[{first + place}], 0)::UBIGINT & 65535) << {16 * place}" for place in range(4)]
    return " | ".join(f"({part})" for part in parts)


def code_of(form: str) -> int:
    """Return the number of a form of a word: positive, 31 bits, none of them lost in the last sixteen."""
    number = crc32(form.encode()) & 0x7FFFFFFF
    return number if number & 0xFFFF else number + 1


def own_form(token: Token) -> str:
    """Return the one form under which the register keeps a word."""
    if token.script == "han" and len(token.text) == 1:
        ways = spellings(token.text)
        return "=" + (min(ways, key=lambda latin: (-ways[latin], latin)) if ways else token.text)
    return next(iter(forms(token.full, token.script)), token.text)


def heard_forms(token: Token) -> set[str]:
    """Return every form under which a claim may look for a word; a Chinese character by whole spellings only."""
    return {own_form(token), *sounds(token.full, token.script)}


def mark_of(features: Features) -> int:
    """Return sex and nationality as one number; a nationality that is no three letters counts as none."""
    letters = [ord(letter) - 64 for letter in features.nationality]
    is_code = len(letters) == 3 and all(0 < letter < 27 for letter in letters)
    nationality = sum(letter * 27**place for place, letter in enumerate(letters)) if is_code else 0
    return nationality * 4 + (_SEXES.index(features.sex) if features.sex in _SEXES else 0)


def _make_marks(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    found = connection.execute(
        f"SELECT DISTINCT coalesce(sex, ''), coalesce(nationality, '') FROM {rows}"  # noqa: S608 - own names
    ).fetchall()
    marks = [mark_of(_features({"sex": sex, "nationality": nationality})) for sex, nationality in found]
    columns = {"sex VARCHAR": [sex for sex, _ in found], "nationality VARCHAR": [home for _, home in found]}
    put_columns(connection, "mark_of", {**columns, "mark INTEGER": marks})


def _features(row: dict[str, str]) -> Features:
    return prepare(to_record("", row, source=Source(list_id="register")))


def _read_odd_births(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Read birth dates that are not written as ISO does; one row for each reading."""
    odd = connection.execute(
        f"SELECT r.row, born, coalesce(nationality, '') FROM read_row JOIN {rows} r USING (row) WHERE day IS NULL"  # noqa: S608
    ).fetchall()
    if not odd:
        return
    read = {key: _features(dict(zip(("born", "nationality"), key, strict=True))).born for key in {o[1:] for o in odd}}
    days = [(row, day_of(text)) for row, *key in odd for text in read[key[0], key[1]] or ("0000",)]
    put_columns(connection, "odd_birth", {"row INTEGER": [row for row, _ in days], "day INTEGER": [d for _, d in days]})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE odd_row AS SELECT r.* REPLACE (o.day AS day) "
        "FROM read_row r JOIN odd_birth o USING (row) WHERE r.day IS NULL; "
        "DELETE FROM read_row WHERE day IS NULL; INSERT INTO read_row SELECT * FROM odd_row"
    )


def day_of(iso: str) -> int:
    """Return an ISO date, month or year as a number, noughts for what is not known.

    >>> day_of("1998-03-12"), day_of("1998")
    (19980312, 19980000)
    """
    return int(iso.replace("-", "").ljust(8, "0"))


def _hear_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the codes of every word, what a claim may call them by, and how many entries have each in what they tell."""
    tables = {"name": ("written", "list_distinct(list_concat(first, second))")}
    tables |= {attribute: (f"told_{attribute}", "list_distinct(words)") for attribute in _TOLD_OF}
    counted: Counter[str] = Counter()
    for attribute, (table, words) in tables.items():
        found = connection.execute(_COUNTED.format(table=table, words=words)).fetchall()
        counted.update(dict(found))
        _put_rarity(connection, [(attribute, word, times) for word, times in _count(found).items()])
    coded = [(word, code, times) for word, times in counted.items() for code in _codes(word)]
    written, codes, times = ([row[place] for row in coded] for place in range(3))
    put_columns(connection, "made_heard", {"word VARCHAR": written, "code INTEGER": codes, "times INTEGER": times})
    put_codes(connection, "made_voice", "form", sorted({voice for word in counted for voice in voices_of(word)}))


@lru_cache(maxsize=1 << 20)
def voices_of(word: str) -> frozenset[tuple[str, int]]:
    """Return what a word as written may be called by, with the code of that part of it which is called so."""
    return frozenset((form, code_of(own_form(token))) for token in _tokens(word) for form in heard_forms(token))


def _codes(word: str) -> list[int]:
    return sorted({code for _, code in voices_of(word)})


def put_codes(connection: duckdb.DuckDBPyConnection, table: str, of: str, codes: Sequence[tuple[str, int]]) -> None:
    """Write codes into a temporary table, each with the text `of` which it is."""
    put_columns(connection, table, {f"{of} VARCHAR": [c[0] for c in codes], "code INTEGER": [c[1] for c in codes]})


def _tokens(word: str) -> list[Token]:
    return [token for name in read_name(word) for token in name.tokens if token.kind is not TokenKind.INITIAL]


def _count(counted: Sequence[tuple[str, int]]) -> Counter[str]:
    words: Counter[str] = Counter()
    for written, times in counted:
        for text in {token.text for name in read_name(written) for token in name.tokens}:
            words[text] += times
    return words


def _count_others(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Count nationalities and postcodes."""
    homes: Counter[str] = Counter()
    for text, times in connection.execute(
        f"SELECT nationality, count(*) FROM {rows} WHERE nationality <> '' GROUP BY 1"  # noqa: S608
    ).fetchall():
        homes[_features({"nationality": text}).nationality] += times
    _put_rarity(connection, [("nationality", code, times) for code, times in homes.items() if code])
    connection.execute(
        f"INSERT INTO made_rarity SELECT 'postcode', {_PLAIN.format('postcode')} AS word, count(*) FROM {rows} "  # noqa: S608
        "GROUP BY word HAVING word <> ''"
    )


def _put_rarity(connection: duckdb.DuckDBPyConnection, counts: Sequence[tuple[str, str, int]]) -> None:
    attributes, words, times = ([count[place] for count in counts] for place in range(3))
    columns = {"attribute VARCHAR": attributes, "word VARCHAR": words, "times INTEGER": times}
    put_columns(connection, "counted", columns)
    connection.execute("INSERT INTO made_rarity SELECT * FROM counted")


def put_columns(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns into a temporary table; each is told by its name and type ("row INTEGER")."""
    picked = [f"unnest(?::{column.split()[1]}[]) AS {column.split()[0]}" for column in columns]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {', '.join(picked)}", [*columns.values()])
