"""An operation is one folder: its database, `in/` (files as received) and `out/` (files that leave).

Open it before anything that touches the database; that starts Django, so it is the first call of every command.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

from homeward.errors import InputError, Refused, Spot

if TYPE_CHECKING:
    from homeward.match import Model

DATABASE = "homeward.db"


def create_operation(folder: Path) -> None:
    """Make the folder of a new operation with its own secret, readable by its owner only, and start Django on it."""
    if (folder / DATABASE).exists():
        raise Refused("refused.already", "an operation stands in this folder", at=Spot(file=folder.name))
    for part in (folder, folder / "in", folder / "out"):
        part.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_key(folder / "secret.key", secrets.token_urlsafe(48))
    _write_key(folder / "signing.key", secrets.token_hex(32))
    _start(folder)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    (folder / DATABASE).chmod(0o600)


@contextmanager
def founded_operation(folder: Path) -> Iterator[Path]:
    """Make an operation in a folder beside; it takes its own name when the block ends well, else nothing is left."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Refused("refused.not-ours", "the folder is not empty", at=Spot(file=folder.name))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
        stage = Path(place, "operation")
        create_operation(stage)
        from django.db import connections

        try:
            yield stage
        finally:
            connections.close_all()
        if folder.exists():
            folder.rmdir()
        stage.replace(folder)
        os.environ["HOMEWARD_DATA"] = str(folder.resolve())


def open_operation(folder: Path) -> None:
    """Start Django on an operation that exists, brought up to date, or say that there is none."""
    if not (folder / DATABASE).exists():
        raise InputError("input.missing-file", "no operation here; make one first", at=Spot(file=folder.name))
    _start(folder)
    from homeward.web.upgrade import upgrade

    copy = upgrade(folder)
    if copy:
        print(f"Brought up to date; what it was before lies in {copy}.", file=sys.stderr)


def _start(folder: Path) -> None:
    place = str(folder.resolve())
    running = os.environ.get("HOMEWARD_DATA")
    os.environ["HOMEWARD_DATA"] = place
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.web.settings")
    from django.apps import apps

    if not apps.ready:
        django.setup()
    elif running != place:
        raise Refused("refused.unsafe-setting", "one process works on one operation")


def _write_key(place: Path, text: str) -> None:
    place.touch(mode=0o600)
    place.write_text(text, encoding="ascii")


def signing_key() -> bytes:
    """Return the operation's own signing key, 32 bytes."""
    return bytes.fromhex((folder() / "signing.key").read_text(encoding="ascii"))


def write_out(file_name: str, data: bytes) -> Path:
    """Write a file that leaves to `out/`: complete and on disk, or not there at all."""
    return write_whole(folder() / "out" / file_name, data)


def keep_in(file_name: str, data: bytes) -> Path:
    """Keep a file as received in `in/`, under its own name; another file of that name gets its digest in front."""
    place = folder() / "in" / Path(file_name).name
    if place.exists() and place.read_bytes() != data:
        place = place.with_name(f"{hashlib.sha256(data).hexdigest()[:12]}-{place.name}")
    return write_whole(place, data)


def own_model() -> Model:
    """Return the model that pairs are weighed by: `in/model.toml` where the operation has one, else what ships.

    Its own is kept beside under its digest, so that what it decided can be explained when it is replaced.
    """
    from django.conf import settings

    from homeward.match import load_model, read_model

    place = Path(settings.DATA, "in", "model.toml")
    if not settings.DATA or not place.is_file():
        return load_model()
    data = place.read_bytes()
    model = read_model(data.decode("utf-8", errors="replace"))
    keep_in(f"model-{model.digest}.toml", data)
    return model


def write_whole(place: Path, data: bytes) -> Path:
    """Write a file so that a crash leaves the old one, the new one or none, never a part."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(place.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return part.replace(place)


def folder() -> Path:
    """Return the folder of the operation that is open."""
    from django.conf import settings

    if not settings.DATA:
        raise Refused("refused.unsafe-setting", "no operation is open")
    return Path(settings.DATA)
