from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import HomewardError, InputError, Refused
from homeward.ledger import canonical
from homeward.share import (
    Address,
    Item,
    Package,
    TrustedKey,
    build,
    build_request,
    fingerprint,
    open_package,
    open_request,
    public_key,
)
from homeward.share.seal import seal
from homeward.verify import Request, RequestItem

KEY = bytes(range(32))
OTHER = bytes(32)
AT = datetime(2025, 2, 24, 10, 30, tzinfo=UTC)
TRUSTED = [TrustedKey(owner="operation", public=public_key(KEY))]


def an_address(**changes: object) -> Address:
    values: dict[str, object] = {"id": "pkg-1", "operation": "Myawaddy 2025", "to": "eth-newdelhi", "created_at": AT}
    return Address(**(values | changes))  # type: ignore[arg-type]


def an_item(person: str = "P1", **fields: str) -> Item:
    return Item(person=person, fields=fields or {"name": "አበበ ከበደ", "born": "1998-03"})


def a_package(*items: Item, key: bytes = KEY) -> Package:
    return build(an_address(), items or (an_item(),), recipient="mission", purpose="confirm_nationality", key=key)


def test_what_was_built_can_be_opened() -> None:
    package = a_package(an_item("P2"), an_item("P1", name="Abebe"))
    opened = open_package(package.data, trusted_keys=TRUSTED, at=AT)
    assert [item.person for item in opened.items] == ["P1", "P2"]
    assert opened.header == package.header
    assert opened.header.fields == ("born", "name")
    assert (opened.digest, opened.owner) == (package.digest, "operation")


def test_a_package_is_one_json_text_and_the_same_for_the_same_content() -> None:
    first, second = a_package(an_item("P1"), an_item("P2")), a_package(an_item("P2"), an_item("P1"))
    assert first.data == second.data
    assert canonical(json.loads(first.data)) + b"\n" == first.data


@pytest.mark.parametrize("name", ["phone", "screening_outcome", "hold", "batch", "officer", "fit"])
def test_a_field_that_is_not_on_the_row_refuses_the_whole_package(name: str) -> None:
    with pytest.raises(Refused, match="not-on-allow-list"):
        a_package(an_item("P1"), an_item("P2", **{"name": "x", name: "y"}))


def test_a_field_under_consent_leaves_only_for_who_consented() -> None:
    agreed = Item(person="P1", fields={"phone": "0912"}, consented=frozenset({"phone"}))
    assert b"0912" in a_package(agreed).data
    with pytest.raises(Refused):
        a_package(agreed, an_item("P2", phone="0913"))


@pytest.mark.parametrize("items", [(), (an_item("P1"), an_item("P1"))])
def test_nobody_or_somebody_twice_is_no_package(items: tuple[Item, ...]) -> None:
    with pytest.raises(InputError):
        build(an_address(), items, recipient="mission", purpose="confirm_nationality", key=KEY)


def test_every_single_changed_byte_is_seen() -> None:
    data = a_package().data
    for place in range(len(data)):
        for mask in (1, 0x20, 0xFF):
            changed = bytearray(data)
            changed[place] ^= mask
            with pytest.raises((Refused, InputError)):
                open_package(bytes(changed), trusted_keys=TRUSTED, at=AT)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data + b" ",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'"count":1', b'"count":2'),
        lambda data: data.replace(b'"format"', b'"format":"x","format"', 1),
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"[]",
        lambda data: b"[" * 100_000,
        lambda data: b"%PDF-1.7",
    ],
)
def test_the_same_in_other_bytes_or_less_or_something_else_is_not_opened(spoil: object) -> None:
    with pytest.raises((Refused, InputError)):
        open_package(spoil(a_package().data), trusted_keys=TRUSTED, at=AT)  # type: ignore[operator]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 60))
def test_no_splice_crashes_or_opens(piece: bytes, place: int, cut: int) -> None:
    data = a_package().data
    spliced = data[:place] + piece + data[place + cut :]
    if spliced != data:
        with pytest.raises(HomewardError):
            open_package(spliced, trusted_keys=TRUSTED, at=AT)


def test_a_key_that_nobody_checked_opens_nothing() -> None:
    with pytest.raises(Refused, match=r"refused\.signature"):
        open_package(a_package(key=OTHER).data, trusted_keys=TRUSTED, at=AT)
    with pytest.raises(Refused, match=r"refused\.signature"):
        open_package(a_package().data, trusted_keys=[], at=AT)


def test_a_forger_who_keeps_the_name_of_the_key_is_seen() -> None:
    whole = json.loads(a_package(key=OTHER).data)
    whole["key"] = fingerprint(public_key(KEY))
    with pytest.raises(Refused, match=r"refused\.signature"):
        open_package(canonical(whole) + b"\n", trusted_keys=TRUSTED, at=AT)


def test_a_package_ends_on_its_last_day() -> None:
    package = a_package()
    last = AT + timedelta(days=180)
    assert package.header.expires_on == last.date()
    assert open_package(package.data, trusted_keys=TRUSTED, at=last).items
    with pytest.raises(Refused, match=r"refused\.expired"):
        open_package(package.data, trusted_keys=TRUSTED, at=last + timedelta(days=1))


def test_a_signed_header_that_does_not_fit_its_items_is_refused() -> None:
    whole = json.loads(a_package().data)
    for header, items in (
        (whole["header"] | {"count": 5}, whole["items"]),
        (whole["header"] | {"fields": ["name"]}, whole["items"]),
        (whole["header"], whole["items"] * 2),
        ({"id": "x"}, whole["items"]),
        (whole["header"] | {"expires_on": "soon"}, whole["items"]),
        (whole["header"], ["P1"]),
        (whole["header"], [{"person": "P1", "fields": {"name": 7}}]),
    ):
        data = seal(header, items, format_="homeward-package-1", key=KEY)
        with pytest.raises((Refused, InputError)):
            open_package(data, trusted_keys=TRUSTED, at=AT)


def test_a_key_of_the_wrong_length_or_a_time_without_zone_builds_nothing() -> None:
    with pytest.raises(InputError):
        a_package(key=b"short")
    with pytest.raises(InputError):
        build(
            an_address(created_at=datetime(2025, 2, 24)),
            [an_item()],
            recipient="mission",
            purpose="confirm_nationality",
            key=KEY,
        )


def test_a_request_comes_out_of_its_package_as_it_went_in() -> None:
    request = Request(
        id="req-1",
        state="ETH",
        mission="eth-newdelhi",
        sent_at=AT,
        due_date=date(2025, 3, 10),
        items=(RequestItem(person="P1", fields={"name": "a", "phone": "0912"}),),
    )
    package = build_request(request, operation="op", key=KEY, consented={"P1": frozenset({"phone"})})
    again, opened = open_request(package.data, trusted_keys=TRUSTED, at=AT)
    assert again == request
    assert opened.digest == package.digest
    with pytest.raises(Refused, match="not-on-allow-list"):
        build_request(request, operation="op", key=KEY)


def test_another_kind_of_package_is_no_request() -> None:
    other = build(an_address(), [an_item("P1", name="a")], recipient="carrier", purpose="carry", key=KEY)
    with pytest.raises(Refused):
        open_request(other.data, trusted_keys=TRUSTED, at=AT)
