from __future__ import annotations

from datetime import UTC, datetime

import pytest

from homeward.errors import InputError, Refused
from homeward.share import Address, Item, TrustedKey, build, make_receipt, open_package, open_receipt, public_key

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
    receipt = open_receipt(data, digest=digest, trusted_keys=CARRIER)
    assert (receipt.package, receipt.officer, receipt.count, receipt.owner) == ("pkg-1", "driver", 2, "carrier-1")
    assert receipt.received_at == AT


def test_a_receipt_for_another_package_or_from_another_key_is_refused() -> None:
    data, digest = a_receipt()
    with pytest.raises(Refused, match=r"refused\.not-asked"):
        open_receipt(data, digest="0" * 64, trusted_keys=CARRIER)
    with pytest.raises(Refused, match=r"refused\.signature"):
        open_receipt(data, digest=digest, trusted_keys=[])
    with pytest.raises(InputError):
        a_receipt(datetime(2025, 2, 24))
