from __future__ import annotations

from datetime import UTC, datetime

import pytest

from homeward.errors import InputError, Refused
from homeward.share import (
    Address,
    Item,
    TrustedKey,
    build,
    is_receipt,
    make_receipt,
    open_package,
    open_receipt,
    public_key,
)

OURS, THEIRS = bytes(range(32)), bytes(range(1, 33))
AT = datetime(2025, 2, 24, 10, 30, tzinfo=UTC)
CARRIER = [TrustedKey(owner="carrier-1", public=public_key(THEIRS))]


def a_receipt(at: datetime = AT) -> tuple[bytes, str]:
    address = Address(id="pkg-1", operation="op", to="carrier-1", created_at=AT)
    items = [Item(person="P1", fields={"name": "a"}), Item(person="P2", fields={"name": "b"})]
    package = build(address, items, recipient="carrier", purpose="carry", key=OURS)
    opened = open_package(package.data, trusted_keys=[TrustedKey(owner="op", public=public_key(OURS))], at=AT)
    return make_receipt(opened, officer="driver", received_at=at, key=THEIRS), package.digest


def test_a_receipt_says_who_took_what() -> None:
    data, digest = a_receipt()
    receipt = open_receipt(data, trusted_keys=CARRIER)
    assert (receipt.digest, is_receipt(data)) == (digest, True)
    assert (receipt.package, receipt.officer, receipt.count, receipt.owner) == ("pkg-1", "driver", 2, "carrier-1")
    assert receipt.received_at == AT


def test_a_receipt_of_another_key_or_without_a_zone_is_refused() -> None:
    data, _ = a_receipt()
    with pytest.raises(Refused, match=r"refused\.signature"):
        open_receipt(data, trusted_keys=[])
    with pytest.raises(Refused, match=r"refused\.signature"):
        open_receipt(data.replace(b"driver", b"others"), trusted_keys=CARRIER)
    with pytest.raises(InputError):
        a_receipt(datetime(2025, 2, 24))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"format": "homeward-package-1"}', b"\xff"])
def test_other_files_are_no_receipts(data: bytes) -> None:
    assert not is_receipt(data)
