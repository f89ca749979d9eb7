"""What peers get: the same people as flat columns, plainly prepared, or read the way ours reads them.

Plain: names through anyascii in small letters, the first and the last word apart; dates as far as day, month and year
can be told from digits alone. Ours: every word of a name in the Latin spelling that our tables find likeliest, Chinese
ones syllable by syllable, sorted; dates in any calendar; numbers without blanks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import duckdb
from anyascii import anyascii

from homeward.engines.columns import birth_readings
from homeward.match.keys import syllable_sounds
from homeward.match.spelling import likeliest
from homeward.record import TokenKind, read_name

Row = dict[str, str]
_KEPT = ("sex", "nationality", "document", "father", "place", "postcode", "phone")
_NAMED = ("father", "place")
_DIGITS = re.compile(r"\d+")
_MONTHS = {name: at for at, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), start=1)}
_OF_SYLLABLES = ("CHN", "TWN")
_CHUNK = 50_000


def plain(row: Row) -> Row:
    """Return a row as anybody would prepare it."""
    words = re.findall(r"[a-z']+", anyascii(row.get("name") or row.get("name_native") or "").lower())
    out = {"unique_id": row["id"], "name": " ".join(words), "born": _plain_date(row.get("born") or "")}
    out |= {"first_name": words[0] if words else "", "surname": words[-1] if words else ""}
    out["first_last"] = " ".join(words[:1] + words[-1:])
    return out | {k: anyascii(row.get(k) or "").lower() if k in _NAMED else row.get(k) or "" for k in _KEPT}


def ours(row: Row) -> Row:
    """Return a row as ours reads it."""
    home = row.get("nationality") or ""
    written = row.get("name_native") or row.get("name") or ""
    ordered = _latin(written, home)
    tokens = sorted(set(ordered))
    readings = birth_readings(row["born"], home) if row.get("born") else ()
    born = next((text for text in readings if len(text) == 10), "")
    out = {"unique_id": row["id"], "name": " ".join(sorted(ordered)), "joined": "".join(ordered), "born": born}
    out |= {"tokens": " ".join(tokens), "year": readings[0][:4] if readings else ""}
    out |= {k: " ".join(sorted(_latin(row.get(k) or "", home))) if k in _NAMED else row.get(k) or "" for k in _KEPT}
    out["document"] = re.sub(r"[^A-Z0-9]", "", out["document"].upper())
    out["phone"] = re.sub(r"\D", "", out["phone"])[-8:]
    return out


def _latin(text: str, home: str) -> list[str]:
    return [latin for word in text.split() for latin in _word(word, home if home in _OF_SYLLABLES else "")]


@lru_cache(maxsize=500_000)
def _word(word: str, home: str) -> tuple[str, ...]:
    out: list[str] = []
    for token in (token for name in read_name(word)[:1] for token in name.tokens):
        if token.kind is TokenKind.INITIAL or token.may_be_left_out:
            continue
        latin = token.full if token.script == "latin" else likeliest(token.text, token.script) or anyascii(token.text)
        out += [sound[1:] for sound in syllable_sounds(latin)] if home and token.script == "latin" else []
        out += [] if home and token.script == "latin" and syllable_sounds(latin) else [latin.lower()]
    return tuple(out)


def _plain_date(text: str) -> str:
    """Return a date of three parts in ISO, the day before the month unless the year comes first; else nothing."""
    parts = [int(part) for part in _DIGITS.findall(anyascii(text))]
    month = next((at for name, at in _MONTHS.items() if name in text.lower()), 0)
    if month and len(parts) == 2:
        parts = [parts[0], month, parts[1]]
    if len(parts) == 1 and len(str(parts[0])) == 8:
        parts = [parts[0] // 10_000, parts[0] // 100 % 100, parts[0] % 100]
    if len(parts) != 3:
        return ""
    year, month, day = parts if parts[0] > 31 else parts[::-1]
    return f"{year:04d}-{month:02d}-{day:02d}"


def write_flat(source: Path, out: Path, *, how: str) -> list[str]:
    """Write a desk file as flat columns, CSV and Parquet side by side, and return the columns that hold anything."""
    make = {"plain": plain, "ours": ours}[how]
    with out.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
        writer: csv.DictWriter[str] | None = None
        for row in _rows(source):
            made = make(row)
            if writer is None:
                writer = csv.DictWriter(file, fieldnames=list(made))
                writer.writeheader()
            writer.writerow(made)
    with duckdb.connect() as connection:
        source_sql = f"read_csv('{out.with_suffix('.csv')}', all_varchar = true, header = true, quote = '\"')"
        names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source_sql}").fetchall()]
        filled = connection.execute(f"SELECT {', '.join(f'count({n})' for n in names)} FROM {source_sql}").fetchall()[0]
        return [name for name, count in zip(names, filled, strict=True) if count]


def keep_columns(files: Iterable[Path], columns: Iterable[str]) -> None:
    """Leave only these columns in flat files, and write them as Parquet too; `tokens` becomes a list."""
    wanted = list(columns)
    picked = ", ".join("string_split(tokens, ' ') AS tokens" if name == "tokens" else name for name in wanted)
    with duckdb.connect() as connection:
        for path in files:
            table = path.with_suffix(".csv")
            source = f"read_csv('{table}', all_varchar = true, header = true, quote = '\"')"
            connection.execute(f"COPY (SELECT {picked} FROM {source}) TO '{path.with_suffix('.parquet')}'")
            half = table.with_suffix(".part")
            connection.execute(f"COPY (SELECT {', '.join(wanted)} FROM {source}) TO '{half}' (FORMAT csv, HEADER)")
            half.replace(table)


def _rows(source: Path) -> Iterator[Row]:
    with duckdb.connect() as connection:
        reader = f"read_csv('{source}', all_varchar = true)" if source.suffix == ".csv" else f"'{source}'"
        result = connection.execute(f"SELECT * FROM {reader}")
        names = [column[0] for column in result.description]
        while rows := result.fetchmany(_CHUNK):
            for row in rows:
                yield {name: value or "" for name, value in zip(names, row, strict=True)}
