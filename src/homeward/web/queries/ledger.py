"""Who did what: the ledger's lines, and whether they still fit their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from homeward.ledger import Checked, Entry, check
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.reader import may
from homeward.web.queries.seen import leaf, seen

# Lines that would tell of a hold or a screening; others read that a line is there, not whom it concerns.
SEALED = ("hold.", "screening.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySeen:
    """One line. `is_sealed`: its verb and object are protection's, and this reader is not."""

    sequence: int
    at: datetime
    actor: str = ""
    verb: str = ""
    object: str = ""
    content: tuple[tuple[str, str], ...] = ()
    is_sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSeen:
    """One page of lines, the newest first, with the check of the whole."""

    rows: tuple[EntrySeen, ...]
    checked: Checked
    page: int
    pages: int


def ledger_check() -> Checked:
    """Recompute every leaf and the root of the ledger."""
    fields = ("sequence", "leaf", "salt", "content")
    rows = models.LedgerEntry.objects.order_by("sequence").values_list(*fields)
    return check(
        [
            Entry(sequence=sequence, leaf=bytes(leaf), salt=bytes(salt) if salt is not None else None, content=content)
            for sequence, leaf, salt, content in rows
        ]
    )


def ledger_see(by: By, *, page: int) -> LedgerSeen:
    """Return one page of the ledger as this reader may see it."""
    found = leaf(models.LedgerEntry.objects.order_by("-sequence"), page)
    sees_all = may(by, "protection.see")
    rows = tuple(_seen(row, sees_all=sees_all) for row in found.rows)
    return LedgerSeen(rows=rows, checked=ledger_check(), page=found.page, pages=found.pages)


def _seen(row: models.LedgerEntry, *, sees_all: bool) -> EntrySeen:
    if row.verb.startswith(SEALED) and not sees_all:
        return EntrySeen(sequence=row.sequence, at=row.at, is_sealed=True)
    inner = (row.content or {}).get("content", {})
    content = tuple((str(key), _said(value)) for key, value in inner.items())
    return seen(EntrySeen, row, {"content": content, "is_sealed": False})


def _said(value: object) -> str:
    """Write what an entry holds: the values of a list with commas, counts by name, no number longer than needed."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
