from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

import pytest

from homeward.engines.spark_session import open_session
from homeward.errors import InputError


def test_without_the_extra_it_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(InputError, match=r"Spark is not installed; it is the extra homeward\[spark\]"), open_session():
        pass


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Spark leaves its own pipe open
def test_without_java_it_is_one_line(monkeypatch, capfd):
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(InputError, match="Spark did not start; it needs Java 17"), open_session():
        pass
    assert capfd.readouterr() == ("", "")


def listening(pid: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return the addresses on which a process of this machine listens, as Linux tells."""
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        if link.exists() or link.is_symlink():
            sockets.add(os.readlink(link).removeprefix("socket:[").rstrip("]"))
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in sockets:
                number = words[1].partition(":")[0]
                parts = [bytes.fromhex(number[at : at + 8])[::-1] for at in range(0, len(number), 8)]
                address = ipaddress.ip_address(b"".join(parts))
                found.append(getattr(address, "ipv4_mapped", None) or address)
    return found


@pytest.mark.spark
@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux who listens where")
def test_a_session_on_this_machine_listens_on_loopback_only(session):
    assert session.range(10).repartition(4).count() == 10
    addresses = listening(session.sparkContext._gateway.proc.pid)
    assert addresses
    assert [address for address in addresses if not address.is_loopback] == []
