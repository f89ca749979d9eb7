"""The operation on its site's network: real TLS, here with 127.0.0.1 as the network's address."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import socket
import ssl
import stat
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.house.source import ROOT

from homeward.errors import HomewardError
from homeward.web.lan import certify, find_address
from homeward.web.second_factor import code_at

AT = datetime(2026, 1, 1, tzinfo=UTC)
CLEAN = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.20", "10.1.2.3", "172.31.0.9", "169.254.7.7", "fd00::7"])
def test_a_private_address_is_served(address):
    assert find_address(address) == address


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:4860::8888", "here"])
def test_no_other_address_is_served(address):
    with pytest.raises(HomewardError):
        find_address(address)


def test_the_certificate_is_kept_while_it_fits(tmp_path):
    first = certify(tmp_path, "192.168.1.20", at=AT)
    assert certify(tmp_path, "192.168.1.20", at=AT + timedelta(days=300)) == first
    late = certify(tmp_path, "192.168.1.20", at=AT + timedelta(days=380))
    moved = certify(tmp_path, "192.168.1.21", at=AT + timedelta(days=380))
    assert len({first.fingerprint, late.fingerprint, moved.fingerprint}) == 3
    assert len({first.authority_fingerprint, late.authority_fingerprint, moved.authority_fingerprint}) == 1
    assert sorted(path.name for path in (tmp_path / "lan").iterdir()) == [
        *("authority.key", "authority.pem", "site.key", "site.pem")
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_it(tmp_path):
    certify(tmp_path, "127.0.0.1", at=AT)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "lan").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "lan").stat().st_mode) == 0o700


class Phone:
    """A browser with cookies that trusts one authority file."""

    def __init__(self, port: int, authority: Path) -> None:
        self.port, self.jar = port, SimpleCookie[str]()
        self.trust = ssl.create_default_context(cafile=authority)

    def ask(
        self, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str, http.client.HTTPMessage]:
        if self.jar:
            headers["Cookie"] = "; ".join(f"{name}={each.value}" for name, each in self.jar.items())
        body = urlencode({**form, "csrfmiddlewaretoken": self.token}) if form is not None else None
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://127.0.0.1:{self.port}"}
        secure = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.trust, timeout=20)
        with closing(secure) as connection:
            connection.request("POST" if body is not None else "GET", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.jar.load(cookie)
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return response.status, text, response.headers


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path, dict[str, str], str]]:
    """An operation that was started and is served with `--lan`: port, folder, first passwords, what it printed."""
    place = tmp_path_factory.mktemp("lan")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "homeward", "start", "--from", str(ROOT / "docs/guide/start-example.toml")]
    command += ["--data", str(place / "op"), "--lan", "127.0.0.1", "--port", str(port)]
    with (place / "out.txt").open("w") as out, (place / "err.txt").open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=CLEAN)
    try:
        wait_for(port)
        text = (place / "out.txt").read_text(encoding="utf-8")
        yield port, place / "op", dict(re.findall(r"^  (\w+) +([a-z2-9-]{24})$", text, re.MULTILINE)), text
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("it is not served")


def test_who_trusts_the_authority_reaches_it_over_tls_and_nobody_else(site):
    port, folder, _, text = site
    phone = Phone(port, folder / "lan/authority.pem")
    status, _, headers = phone.ask("/sign-in/")
    assert status == 200 and "Strict-Transport-Security" not in headers
    cookie = headers["Set-Cookie"]
    assert cookie.strip().startswith("__Host-csrf=") and "Secure" in cookie and "HttpOnly" in cookie
    assert phone.ask("/sign-in/", Host="evil.example")[0] == 400
    der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port)))
    shown = ":".join(f"{byte:02X}" for byte in hashlib.sha256(der).digest())
    assert shown in text and f"https://127.0.0.1:{port}/" in text
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger = Phone(port, folder / "lan/authority.pem")
        stranger.trust = ssl.create_default_context()
        stranger.ask("/sign-in/")
    plain = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(plain), pytest.raises((http.client.HTTPException, OSError)):
        plain.request("GET", "/sign-in/")
        plain.getresponse()


def test_somebody_comes_in_with_password_app_and_a_password_of_their_own(site):
    port, folder, passwords, _ = site
    phone = Phone(port, folder / "lan/authority.pem")
    phone.ask("/sign-in/")
    assert phone.ask("/sign-in/", {"username": "khin", "password": passwords["khin"]})[0] == 302
    assert phone.ask("/people/")[2]["Location"] == "/sign-in/app/"
    page = phone.ask("/sign-in/app/")[1]
    secret = b32decode(re.search(r"<b>([A-Z2-7 ]{39})</b>", page)[1].replace(" ", ""))
    status, page, _ = phone.ask("/sign-in/app/", {"code": code_at(secret, int(time.time()) // 30)})
    assert status == 200 and page.count("<li>") >= 10
    assert phone.ask("/people/")[2]["Location"] == "/sign-in/password/"
    phone.ask("/sign-in/password/")
    own = {"password": "a word that is my own", "again": "a word that is my own"}
    assert phone.ask("/sign-in/password/", own)[2]["Location"] == "/"
    status, page, _ = phone.ask("/people/")
    assert status == 200 and "Khin Example" in page
    assert all(morsel["secure"] for morsel in phone.jar.values())


def test_a_form_from_elsewhere_is_refused(site):
    port, folder, passwords, _ = site
    phone = Phone(port, folder / "lan/authority.pem")
    phone.ask("/sign-in/")
    phone.token = "x" * 64
    assert phone.ask("/sign-in/", {"username": "dao", "password": passwords["dao"]})[0] == 403
