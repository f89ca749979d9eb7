"""The server: one process, several threads, on the operation that is open."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def serve(port: int, *, address: str = "127.0.0.1", origin: str = "", tls: tuple[Path, Path] | None = None) -> None:
    """Serve the app until the process is stopped: for this machine, or where `origin` is named, for a network.

    `tls` is the certificate and its key; without them a proxy on this machine has them.
    """
    if origin:
        os.environ["HOMEWARD_ORIGIN"] = origin  # `settings.py` asks for TLS and second factors then
    certificate, key = tls or (None, None)
    # The app starts in a process of its own: SQLite's connections must not be carried over a fork.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "homeward.web.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
        log_level=LogLevels.warning,  # where it listens has been said
        websockets=False,
        ssl_cert=certificate,
        ssl_key=key,
    ).serve()
