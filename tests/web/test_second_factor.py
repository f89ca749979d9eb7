from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from homeward.web.second_factor import address, code_at, digest, new_recovery_codes, new_secret, secret_text, step_of

SECRET = b"12345678901234567890"
AT = datetime(2025, 2, 20, 6, 0, 10, tzinfo=UTC)
NOW = int(AT.timestamp()) // 30


@pytest.mark.parametrize(
    ("seconds", "code"),  # RFC 6238, appendix B, SHA-1: the last six of eight digits
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert code_at(SECRET, seconds // 30) == code
    assert step_of(SECRET, f"{code[:3]} {code[3:]}", at=datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("away", "step"), [(-2, None), (-1, NOW - 1), (0, NOW), (1, NOW + 1), (2, None)])
def test_a_clock_may_be_half_a_minute_off(away, step):
    assert step_of(SECRET, code_at(SECRET, NOW + away), at=AT) == step


def test_a_code_is_good_once_and_none_before_it():
    for step in (NOW - 1, NOW):
        assert step_of(SECRET, code_at(SECRET, step), at=AT, after=NOW) is None
    assert step_of(SECRET, code_at(SECRET, NOW + 1), at=AT + timedelta(seconds=30), after=NOW) == NOW + 1


@pytest.mark.parametrize("code", ["", "12345", "0000000", "abcdef", "１２３４５６"])
def test_no_other_text_is_a_code(code):
    assert step_of(SECRET, code, at=AT) is None


def test_an_app_reads_the_secret_and_whose_it_is():
    read = urlsplit(address(SECRET, account="anna", operation="Bridge 2: one + two"))
    assert (read.scheme, read.netloc, read.path) == ("otpauth", "totp", "/Bridge%202%3A%20one%20%2B%20two:anna")
    assert parse_qs(read.query) == {"secret": [secret_text(SECRET).replace(" ", "")], "issuer": ["Bridge 2: one + two"]}


def test_secrets_and_recovery_codes_are_fresh():
    codes = new_recovery_codes()
    assert len(set(codes)) == len({digest(code) for code in codes}) == 10
    assert {len(code) for code in codes} == {19} and len(new_secret()) == 20 and new_secret() != new_secret()
    assert digest(f" {codes[0].upper()} ") == digest(codes[0]) and codes[0] not in digest(codes[0])
