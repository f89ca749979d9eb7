"""The receipt: the recipient's signed word that exactly this package arrived, before anybody answers it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from homeward.errors import InputError
from homeward.share.package import Opened
from homeward.share.seal import TrustedKey, seal, unseal

FORMAT = "homeward-receipt-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Who took which package, by its digest, when, and with how many people in it. `owner` is whose key signed."""

    package: str
    digest: str
    officer: str
    received_at: datetime
    count: int
    owner: str


def make_receipt(opened: Opened, *, officer: str, received_at: datetime, key: bytes) -> bytes:
    """Return the sealed receipt for a package that was opened."""
    if received_at.tzinfo is None:
        raise InputError("input.bad-value", "a receipt's time needs its time zone")
    header: dict[str, object] = {
        "package": opened.header.id,
        "digest": opened.digest,
        "officer": officer,
        "received_at": received_at.isoformat(),
        "count": len(opened.items),
    }
    return seal(header, [], format_=FORMAT, key=key)


def is_receipt(data: bytes) -> bool:
    """Tell whether a file calls itself a receipt; whether it is one shows when it is opened."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and whole.get("format") == FORMAT


def open_receipt(data: bytes, *, trusted_keys: Iterable[TrustedKey]) -> Receipt:
    """Open a receipt that somebody trusted signed, or refuse."""
    inside = unseal(data, format_=FORMAT, trusted_keys=trusted_keys)
    row = inside.header
    try:
        return Receipt(
            package=str(row["package"]),
            digest=str(row["digest"]),
            officer=str(row["officer"]),
            received_at=datetime.fromisoformat(str(row["received_at"])),
            count=int(str(row["count"])),
            owner=inside.owner,
        )
    except (KeyError, ValueError):
        raise InputError("input.damaged", "a receipt is not in the words of this format") from None
