"""The receipt: the recipient's signed word that exactly this package arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from homeward.errors import InputError, Refused
from homeward.share.package import Opened
from homeward.share.seal import TrustedKey, seal, unseal

FORMAT = "homeward-receipt-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Who took which package, when, and how many people they found in it."""

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


def open_receipt(data: bytes, *, digest: str, trusted_keys: Iterable[TrustedKey]) -> Receipt:
    """Open a receipt for the package with this digest, or refuse."""
    inside = unseal(data, format_=FORMAT, trusted_keys=trusted_keys)
    row = inside.header
    if row.get("digest") != digest:
        raise Refused("refused.not-asked", "a receipt for another package")
    try:
        return Receipt(
            package=str(row["package"]),
            digest=digest,
            officer=str(row["officer"]),
            received_at=datetime.fromisoformat(str(row["received_at"])),
            count=int(str(row["count"])),
            owner=inside.owner,
        )
    except (KeyError, ValueError):
        raise InputError("input.damaged", "a receipt is not in the words of this format") from None
