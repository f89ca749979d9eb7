"""An operation made by an older version: copied, the copy checked, and only then brought up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from homeward.errors import Refused, Spot
from homeward.web.backup import DATABASE, checked_copy
from homeward.web.chain import check_ledger

_MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE_SECONDS = 120


def upgrade(folder: Path) -> Path | None:
    """Bring an operation up to date and return the copy of what it was before; None where nothing was to be done.

    Refuses one that a newer version made. Call it when Django runs on the folder.
    """
    if not _steps_ahead(folder):
        return None
    # A file that a dead process cannot leave locked: the system frees it.
    with closing(sqlite3.connect(folder / "upgrade.lock", timeout=_PATIENCE_SECONDS)) as mutex:
        mutex.execute("BEGIN EXCLUSIVE")
        if not _steps_ahead(folder):  # another process was faster
            return None
        copy = folder / f"homeward-before-{_steps_ahead(folder)[0]}.db"
        before = checked_copy(folder / DATABASE, copy)
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        after = check_ledger(folder / DATABASE)
        if (after.size, after.root) != (before.size, before.root) or not after.is_whole:
            raise Refused("refused.tampered", f"the ledger changed; {copy.name} is as it was", at=Spot(file=DATABASE))
    return copy


def _steps_ahead(folder: Path) -> list[str]:
    """Return the migrations that the database has still to take, in order."""
    known = sorted(path.stem for path in _MIGRATIONS.glob("[0-9]*.py"))
    # Not read-only: what a killed process left half written is rolled back by whoever opens it first.
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        done = {name for (name,) in database.execute("SELECT name FROM django_migrations WHERE app = 'web'")}
    if done - set(known):
        raise Refused("refused.newer", f"it knows {max(done)}", at=Spot(file=folder.name))
    return [name for name in known if name not in done]
