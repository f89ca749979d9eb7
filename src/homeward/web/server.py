"""The server: one process on the loopback address, several threads, on the operation that is open."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces


def serve(port: int, *, address: str = "127.0.0.1") -> None:
    """Serve the app until the process is stopped."""
    Granian(
        "homeward.web.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
    ).serve()
