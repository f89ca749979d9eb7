"""Who did what: the ledger's lines, and whether they still fit their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from homeward.ledger import Checked, Entry, check
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.reader import may

PAGE = 50
# Lines that would tell of a hold or a screening; others read that a line is there, not whom it concerns.
SEALED = ("hold.", "screening.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySeen:
    """One line. `is_sealed`: its verb and object are protection's, and this reader is not."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    object: str
    content: tuple[tuple[str, str], ...]
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
    rows = models.LedgerEntry.objects.order_by("-sequence")
    pages = max(1, -(-rows.count() // PAGE))
    number = min(max(1, page), pages)
    sees_all = may(by, "protection.see")
    return LedgerSeen(
        rows=tuple(_seen(row, sees_all=sees_all) for row in rows[(number - 1) * PAGE : number * PAGE]),
        checked=ledger_check(),
        page=number,
        pages=pages,
    )


def _seen(row: models.LedgerEntry, *, sees_all: bool) -> EntrySeen:
    is_sealed = row.verb.startswith(SEALED) and not sees_all
    inner = (row.content or {}).get("content", {}) if not is_sealed else {}
    return EntrySeen(
        sequence=row.sequence,
        at=row.at,
        actor="" if is_sealed else row.actor,
        verb="" if is_sealed else row.verb,
        object="" if is_sealed else row.object,
        content=tuple((str(key), str(value)) for key, value in inner.items()),
        is_sealed=is_sealed,
    )
