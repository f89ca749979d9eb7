"""An operation under a real host name, in its own process: with the name's certificate, and behind a proxy."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, expect, sync_playwright
from tests.conftest import find_browser
from tests.house.source import ROOT
from tests.journeys.test_passkeys import plug_in
from tests.web.test_lan import CLEAN, wait_for

from homeward.cli.site import add_serving, serve_as_asked
from homeward.errors import HomewardError, InputError
from homeward.web.lan import read_host_name, require_pair

HOST = "homeward.example.org"


@pytest.mark.parametrize("name", ["homeward.example.org", "Homeward.Example.ORG", "xn--bcher-kva.example", "localhost"])
def test_a_host_name_is_read(name):
    assert read_host_name(name) == name.lower()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "192.168.1.20",
        "https://homeward.example.org",
        "homeward.example.org:443",
        "-a.example",
        "a..example",
        "bücher.de",
    ],
)
def test_what_is_no_host_name_is_refused(name):
    with pytest.raises(HomewardError, match="a host name"):
        read_host_name(name)


def a_certificate(place: Path) -> tuple[Path, Path, str]:
    """Make the name's certificate and key, and return both files and what pins the key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, own = place / "chain.pem", place / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    own.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return chain, own, b64encode(hashlib.sha256(spki).digest()).decode()


def test_a_certificate_needs_its_own_key(tmp_path):
    chain, key, _ = a_certificate(tmp_path)
    assert require_pair(chain, key) == (chain, key)
    (tmp_path / "other").mkdir()
    _, other, _ = a_certificate(tmp_path / "other")
    for first, second in ((chain, other), (key, chain), (chain, tmp_path / "none.pem")):
        with pytest.raises(HomewardError, match="no certificate with its own key"):
            require_pair(first, second)


@contextmanager
def served(place: Path, *options: str) -> Iterator[tuple[int, str, str]]:
    """Serve a new operation; yields its port, khin's first password, and what was printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "homeward", "start", "--from", str(ROOT / "docs/guide/start-example.toml")]
    command += ["--data", str(place / "op"), "--host-name", HOST, "--port", str(port), *options]
    with (place / "out.txt").open("w") as out, (place / "err.txt").open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=CLEAN)
    try:
        wait_for(port)
        text = (place / "out.txt").read_text(encoding="utf-8")
        yield port, re.findall(r"^  khin +([a-z2-9-]{24})$", text, re.MULTILINE)[0], text
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.browser
def test_a_phone_on_the_sites_network_takes_a_passkey_under_the_name(tmp_path: Path) -> None:
    chain, key, pin = a_certificate(tmp_path)
    flags = ["--no-sandbox", f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND"]
    flags += [f"--ignore-certificate-errors-spki-list={pin}"]  # as if an authority that it knows had signed
    with (
        served(tmp_path, "--lan", "127.0.0.1", "--certificate", str(chain), str(key)) as (port, password, text),
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=find_browser(), args=flags)) as browser,
    ):
        page: Page = browser.new_page()
        plug_in(page)
        origin = f"https://{HOST}:{port}/"
        assert origin in text
        page.goto(origin)
        page.get_by_label("Account name").fill("khin")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_role("link", name="I have written them down").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
        cookies = page.context.cookies()
        assert {cookie["name"] for cookie in cookies} == {"__Host-session", "__Host-csrf"}
        assert all(cookie["secure"] and cookie["sameSite"] == "Strict" for cookie in cookies)
    with closing(sqlite3.connect(tmp_path / "op/homeward.db")) as database:
        ((rows,),) = database.execute("SELECT passkeys FROM web_actor WHERE username = 'khin'").fetchall()
    assert [row["host"] for row in json.loads(rows)] == [HOST]


def test_behind_a_proxy_it_answers_to_the_name_and_takes_forms_from_it_only(tmp_path: Path) -> None:
    with served(tmp_path) as (port, password, text):
        assert f"https://{HOST}/" in text and f"127.0.0.1:{port}" in text

        def ask(path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, list[str]]:
            headers = {"Host": HOST, "X-Forwarded-For": "198.51.100.7"} | headers
            body = urlencode(form) if form else None
            if form:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as proxy:
                proxy.request("POST" if form else "GET", path, body, headers)
                heard = proxy.getresponse()
                return heard.status, heard.read().decode(), heard.headers.get_all("Set-Cookie", [])

        assert ask("/sign-in/", Host="127.0.0.1")[0] == ask("/sign-in/", Host="evil.example")[0] == 400
        status, page, cookies = ask("/sign-in/")
        assert status == 200 and cookies[0].startswith("__Host-csrf=") and "Secure" in cookies[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"username": "khin", "password": password, "csrfmiddlewaretoken": token}
        for origin, expected in ((f"http://{HOST}", 403), ("https://evil.example", 403), (f"https://{HOST}", 302)):
            status, _, more = ask("/sign-in/", form, Origin=origin, Cookie=cookies[0].split(";")[0])
            assert status == expected, origin
        session = "; ".join(cookie.split(";")[0] for cookie in more)
        page = ask("/sign-in/app/", Cookie=session)[1]
        assert "Make a passkey" in page and HOST in page


@pytest.mark.parametrize(
    "options",
    [
        ("--host-name", HOST, "--lan"),
        ("--host-name", HOST, "--certificate", "a", "b"),
        ("--lan", "--certificate", "a", "b"),
        ("--host-name", "192.168.1.20"),
        ("--host-name", HOST, "--lan", "127.0.0.1", "--certificate", os.devnull, os.devnull),
    ],
)
def test_a_name_without_its_certificate_is_not_served(options: tuple[str, ...]) -> None:
    parser = argparse.ArgumentParser()
    add_serving(parser)
    with pytest.raises(InputError):
        serve_as_asked(parser.parse_args(options))
