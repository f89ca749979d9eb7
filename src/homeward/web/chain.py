"""Checking the ledger of a database file, the live one or a copy: every leaf, every column, and the root."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from homeward.ledger import Checked, Entry, check

_COLUMNS = "sequence, leaf, salt, content, at, actor, verb, object"


def check_ledger(database: Path) -> Checked:
    """Recompute the ledger of a database file.

    An entry is broken when its content does not fit its leaf, or when a column beside it says something else.
    """
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM web_ledgerentry ORDER BY sequence").fetchall()  # noqa: S608
    connection.close()
    entries, lying = [], []
    for sequence, leaf, salt, content, *columns in rows:
        inside = json.loads(content) if content is not None else None
        entries.append(Entry(sequence=sequence, leaf=leaf, salt=salt, content=inside))
        if inside is not None and not _fits(inside, sequence, *columns):
            lying.append(sequence)
    checked = check(entries)
    return replace(checked, broken=tuple(sorted({*checked.broken, *lying})))


def _fits(content: dict[str, object], sequence: int, at: str, actor: str, verb: str, object_: str) -> bool:
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    said = (content["sequence"], datetime.fromisoformat(str(content["at"])), content["actor"], content["verb"])
    return said == (sequence, moment, actor, verb) and content["object"] == object_
