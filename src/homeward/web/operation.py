"""An operation is one folder: its database, `in/` (files as received) and `out/` (files that leave).

Open it before anything that touches the database; that starts Django, so it is the first call of every command.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import django

from homeward.errors import InputError, Refused, Spot

DATABASE = "homeward.db"


def create_operation(folder: Path) -> None:
    """Make the folder of a new operation with its own secret, readable by its owner only, and start Django on it."""
    if (folder / DATABASE).exists():
        raise Refused("refused.already", "an operation stands in this folder", at=Spot(file=folder.name))
    for part in (folder, folder / "in", folder / "out"):
        part.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = folder / "secret.key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(48), encoding="ascii")
    _start(folder)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    (folder / DATABASE).chmod(0o600)


def open_operation(folder: Path) -> None:
    """Start Django on an operation that exists, or say that there is none."""
    if not (folder / DATABASE).exists():
        raise InputError("input.missing-file", "no operation here; make one first", at=Spot(file=folder.name))
    _start(folder)


def _start(folder: Path) -> None:
    place = str(folder.resolve())
    running = os.environ.get("HOMEWARD_DATA")
    os.environ["HOMEWARD_DATA"] = place
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.web.settings")
    if not django.apps.apps.ready:
        django.setup()
    elif running != place:
        raise Refused("refused.unsafe-setting", "one process works on one operation")


def folder() -> Path:
    """Return the folder of the operation that is open."""
    from django.conf import settings

    if not settings.DATA:
        raise Refused("refused.unsafe-setting", "no operation is open")
    return Path(settings.DATA)
