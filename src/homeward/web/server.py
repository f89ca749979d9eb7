"""The server: one process, several threads, on the operation that is open."""

from __future__ import annotations

import multiprocessing
import os

from granian import Granian
from granian.constants import Interfaces

from homeward.web.lan import Certificate


def serve(port: int, *, address: str = "127.0.0.1", certificate: Certificate | None = None) -> None:
    """Serve the app until the process is stopped: for this machine, or with a certificate for the network."""
    if certificate is not None:
        os.environ["HOMEWARD_HOSTS"] = address  # `settings.py` asks for TLS and second factors then
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
        ssl_cert=certificate.certificate if certificate else None,
        ssl_key=certificate.key if certificate else None,
    ).serve()
