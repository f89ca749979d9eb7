"""Canaries: words that stand in a register and nowhere else, and the search for them in an operation's files."""

from __future__ import annotations

import zipfile
from pathlib import Path

from homeward.engines import read_parquet, write_parquet

# Columns that no list asks for by these values; a canary in one of them can only come out of the register.
PLANTED = ("name", "name_native", "father", "mother", "place", "postcode", "phone", "document")


def plant_canaries(register: Path, *, known: frozenset[str], every: int = 50) -> frozenset[str]:
    """Put canaries into a register and return them.

    Every few entries of people whom nobody claims (ids not in `known`) get one in every planted column; everybody else
    one in mother and place, which are never asked for.
    """
    columns = {name: [str(value or "") for value in values] for name, values in read_parquet(register).items()}
    canaries: set[str] = set()
    for row, entry in enumerate(columns["id"]):
        is_stranger = entry not in known
        if is_stranger and row % every:
            continue
        for column in PLANTED if is_stranger else ("mother", "place"):
            canary = f"Qanary{len(canaries):06d}{column[0]}"
            columns[column][row] = canary
            canaries.add(canary)
    write_parquet(register, columns)
    return frozenset(canaries)


def find_canaries(folder: Path, canaries: frozenset[str], *, mark: str = "anary") -> list[tuple[str, str]]:
    """Return every (file, canary) under a folder, whatever the file's kind: text, database, workbook, Parquet.

    Every canary holds the mark, so that files without it need no further look.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            texts = _texts(path)
            if any(mark in text for text in texts):
                found += [(path.name, word) for word in sorted(canaries) if any(word in text for text in texts)]
    return found


def _texts(path: Path) -> list[str]:
    raw = path.read_bytes()
    if raw[:4] == b"PAR1":
        return [str(values) for values in read_parquet(path).values()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as unpacked:
            return [unpacked.read(name).decode("utf-8", "ignore") for name in unpacked.namelist()]
    return [raw.decode("utf-8", "ignore"), raw.decode("utf-16-le", "ignore")]
