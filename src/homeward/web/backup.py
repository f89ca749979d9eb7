"""One encrypted file with everything: the database as it was at one moment, the keys, `in/` and `out/`.

It is made while the operation runs, and checked before it is called done: the copy's own integrity, its ledger, the
count of every table, and the hash of every file. Only the recovery key opens it; the machine that made it cannot.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyrage

from homeward.errors import InputError, Refused, Spot
from homeward.ledger import Checked
from homeward.web.chain import check_ledger

DATABASE = "homeward.db"
RECIPIENT = "recovery.pub"
_CONTENTS = "contents.json"
_KEPT = ("in", "out")
_KEYS = ("secret.key", "signing.key", RECIPIENT)
_FORMAT = "homeward-backup-1"
_LEFT_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a backup holds: files, rows by table, and the ledger's size and root."""

    files: int
    rows: int
    ledger_entries: int
    ledger_root: str


def make_recovery_key(folder: Path) -> str:
    """Make the key that alone opens this operation's backups; keep its public half, return the secret half once."""
    identity = pyrage.x25519.Identity.generate()
    part = folder / f"{RECIPIENT}.part"
    part.write_text(str(identity.to_public()), encoding="ascii")
    part.replace(folder / RECIPIENT)
    return str(identity)


def back_up(folder: Path, target: Path) -> Copied:
    """Write the whole operation to one encrypted file, checked, or leave nothing behind."""
    if not (folder / RECIPIENT).exists():
        raise InputError("input.missing-file", "this operation has no recovery key", at=Spot(file=RECIPIENT))
    recipient = pyrage.x25519.Recipient.from_str((folder / RECIPIENT).read_text(encoding="ascii").strip())
    for left in folder.glob(".backup-*"):  # by one that was killed; a younger one may be at work
        if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as place:
        stage = Path(place)
        _copy_database(folder / DATABASE, stage / DATABASE)
        for name in (*_KEYS, *_KEPT):
            source = folder / name
            if source.is_dir():
                shutil.copytree(source, stage / name, ignore=shutil.ignore_patterns("*.part"))
            elif source.exists():
                shutil.copy2(source, stage / name)
        contents = _describe(stage)
        (stage / _CONTENTS).write_text(json.dumps(contents), encoding="utf-8")
        bundle = stage / "bundle.tar"
        with tarfile.open(bundle, "w") as tar:
            for name in sorted(path.name for path in stage.iterdir() if path != bundle):
                tar.add(stage / name, arcname=name)
        part = target.with_name(target.name + ".part")
        try:
            pyrage.encrypt_file(str(bundle), str(part), [recipient])
            _settle(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return _copied(contents)


def restore(source: Path, folder: Path, *, key: str) -> Copied:
    """Open a backup into a folder that is empty or not there; everything is checked before the folder appears."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused("refused.not-ours", "the folder is not empty", at=Spot(file=folder.name))
    try:
        identity = pyrage.x25519.Identity.from_str(key.strip())
    except pyrage.IdentityError:
        raise InputError("input.bad-value", "this is no recovery key") from None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as place:
        bundle, stage = Path(place, "bundle.tar"), Path(place, "stage")
        try:
            pyrage.decrypt_file(str(source), str(bundle), [identity])
        except (pyrage.DecryptError, OSError):
            raise Refused("refused.tampered", "it is damaged, or another key's", at=Spot(file=source.name)) from None
        with tarfile.open(bundle) as tar:
            tar.extractall(stage, filter="data")
        contents = json.loads((stage / _CONTENTS).read_text(encoding="utf-8"))
        (stage / _CONTENTS).unlink()
        if contents != _describe(stage):
            raise Refused("refused.tampered", "files or counts are not those that were kept", at=Spot(file=source.name))
        for path in stage.rglob("*"):
            if path.is_file():
                _settle(path)
        stage.chmod(0o700)
        if folder.exists():
            folder.rmdir()
        stage.replace(folder)
    return _copied(contents)


def _settle(place: Path) -> None:
    """Wait until a file is on the disk: what is said to be done survives a power cut."""
    with place.open("rb+" if os.name == "nt" else "rb") as file:
        os.fsync(file.fileno())


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def checked_copy(source: Path, target: Path) -> Checked:
    """Copy a database that may be in use to a file that is complete, whole, and for its owner only."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    _copy_database(source, part)
    checked = _check(part)
    _settle(part)
    part.replace(target)
    return checked


def _check(database: Path) -> Checked:
    with closing(sqlite3.connect(database)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refused("refused.tampered", "the database is damaged", at=Spot(file=DATABASE))
    checked = check_ledger(database)
    if not checked.is_whole:
        raise Refused("refused.tampered", f"ledger entries {checked.broken or checked.gaps}", at=Spot(file=DATABASE))
    return checked


def _describe(stage: Path) -> dict[str, object]:
    """Return what a copy holds, having checked that the database and its ledger are whole."""
    checked = _check(stage / DATABASE)
    with closing(sqlite3.connect(stage / DATABASE)) as copy:
        tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
        counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
    return {
        "format": _FORMAT,
        "counts": counts,
        "ledger": {"entries": checked.size, "root": checked.root},
        "files": {name: digest for name, digest in _hashes(stage)},
    }


def _hashes(stage: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(stage.rglob("*")):
        if path.is_file() and path.name != _CONTENTS:
            with path.open("rb") as file:
                yield path.relative_to(stage).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()


def _copied(contents: dict[str, object]) -> Copied:
    counts, ledger, files = contents["counts"], contents["ledger"], contents["files"]
    assert isinstance(counts, dict) and isinstance(ledger, dict) and isinstance(files, dict)  # noqa: S101
    return Copied(
        files=len(files),
        rows=sum(counts.values()),
        ledger_entries=ledger["entries"],
        ledger_root=ledger["root"],
    )
