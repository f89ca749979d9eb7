"""The tests' own ground: no network, and no browser test that goes missing unseen."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from tests.conftest import is_loopback
from tests.house.source import ROOT


def test_a_test_cannot_reach_the_network():
    with socket.socket() as there, pytest.raises(PermissionError, match="reached for the network"):
        there.connect(("192.0.2.1", 80))


def test_a_test_can_reach_this_machine():
    with socket.socket() as here, socket.socket() as there:
        here.bind(("127.0.0.1", 0))
        here.listen()
        there.connect(here.getsockname())


HERE = (("127.0.0.9", 1), ("::1", 1, 0, 0), ("localhost", 1), "socket-file")
ELSEWHERE = (("10.0.0.1", 1), ("example.org", 80), ("localhost.example.org", 80))


@pytest.mark.parametrize(
    ("address", "is_here"), [*((address, True) for address in HERE), *((address, False) for address in ELSEWHERE)]
)
def test_loopback_is_told_from_the_rest(address, is_here):
    assert is_loopback(address) is is_here


WITH_A_BROWSER_TEST = "import pytest\n@pytest.mark.browser\ndef test_page(page): pass\n"
WITHOUT = "def test_page(): pass\n"


@pytest.mark.parametrize(
    ("tests", "required", "code", "says"),
    [
        (WITH_A_BROWSER_TEST, "0", 0, "browser: 1 tests did NOT run: no Chromium"),
        (WITH_A_BROWSER_TEST, "1", 1, "no Chromium, Chrome or Edge was found"),
        (WITHOUT, "1", 1, "browser: required, and no browser test ran"),
    ],
)
def test_browser_tests_never_vanish_unseen(tmp_path, tests, required, code, says):
    own = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(own + "\nBROWSERS = ()\n", encoding="utf-8")
    (tmp_path / "test_one.py").write_text(tests, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:django", str(tmp_path)]
    environment = {**os.environ, "HOMEWARD_REQUIRE_BROWSER": required}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout
