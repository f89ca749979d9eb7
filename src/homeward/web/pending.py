"""A file that was sent and not yet decided on: it waits in the operation's own folder, for one day at most."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from homeward.web import operation

_LONGEST_SECONDS = 24 * 3600
_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(data: bytes) -> str:
    """Keep a file and return the digest it is fetched by; files older than a day go."""
    digest = hashlib.sha256(data).hexdigest()
    for old in _place().glob("*"):
        if time.time() - old.stat().st_mtime > _LONGEST_SECONDS:
            old.unlink(missing_ok=True)
    operation.write_whole(_place() / digest, data)
    return digest


def fetch(digest: str) -> bytes | None:
    """Return a file that waits, or None when it is gone."""
    file = _place() / digest
    return file.read_bytes() if _DIGEST.fullmatch(digest) and file.is_file() else None


def drop(data: bytes) -> None:
    """Let a file go."""
    (_place() / hashlib.sha256(data).hexdigest()).unlink(missing_ok=True)


def _place() -> Path:
    place = operation.folder() / "pending"
    place.mkdir(mode=0o700, exist_ok=True)
    return place
