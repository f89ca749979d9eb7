"""Checking the ledger of a database file, the live one or a copy: every leaf, every column, and the root."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeward.errors import InputError
from homeward.ledger import Checked, Entry, check, inclusion_proof, is_included, root_hash

_COLUMNS = "sequence, leaf, salt, content, at, actor, verb, object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One entry and what shows, to whoever knows the root, that it stands in the ledger (RFC 9162 §2.1.3).

    `leaf` is SHA-256 of a zero byte, the salt and the content as canonical JSON; both are None once erased.
    `path` holds the hashes from the leaf's neighbour up. All hashes and the salt are hex.
    """

    sequence: int
    size: int
    root: str
    leaf: str
    salt: str | None
    content: dict[str, Any] | None
    path: tuple[str, ...]


def check_ledger(database: Path) -> Checked:
    """Recompute the ledger of a database file.

    An entry is broken when its content does not fit its leaf, or when a column beside it says something else.
    """
    entries, lying = [], []
    for sequence, leaf, salt, content, *columns in _read(database):
        inside = json.loads(content) if content is not None else None
        entries.append(Entry(sequence=sequence, leaf=leaf, salt=salt, content=inside))
        if inside is not None and not _fits(inside, sequence, *columns):
            lying.append(sequence)
    checked = check(entries)
    return replace(checked, broken=tuple(sorted({*checked.broken, *lying})))


def prove_entry(database: Path, sequence: int) -> Proof:
    """Return the proof of one entry; it was checked against the root before it is given out."""
    rows = _read(database)
    place = next((place for place, row in enumerate(rows) if row[0] == sequence), None)
    if place is None:
        raise InputError("input.bad-value", f"the ledger has no entry {sequence}")
    leaves = [row[1] for row in rows]
    root, path = root_hash(leaves), inclusion_proof(leaves, place)
    assert is_included(leaves[place], index=place, size=len(leaves), path=path, root=root)  # noqa: S101
    _, leaf, salt, content, *_ = rows[place]
    return Proof(
        sequence=sequence,
        size=len(leaves),
        root=root.hex(),
        leaf=leaf.hex(),
        salt=salt.hex() if salt is not None else None,
        content=json.loads(content) if content is not None else None,
        path=tuple(each.hex() for each in path),
    )


def _read(database: Path) -> list[Any]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM web_ledgerentry ORDER BY sequence").fetchall()  # noqa: S608
    connection.close()
    return rows


def _fits(content: dict[str, object], sequence: int, at: str, actor: str, verb: str, object_: str) -> bool:
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    said = (content["sequence"], datetime.fromisoformat(str(content["at"])), content["actor"], content["verb"])
    return said == (sequence, moment, actor, verb) and content["object"] == object_
