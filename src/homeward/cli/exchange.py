"""Keys that an operation and a state's desk exchange, and the operation's recovery key.

Only public halves travel, as files with hex digits in one line. Each side reads the other's fingerprint aloud before it
trusts the file: whoever carried it could have changed it.
"""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path
from typing import Any

from homeward.cli.arguments import add_data, read_file
from homeward.cli.output import add_json, emit
from homeward.errors import InputError, Refused, Spot

DESK_KEY, DESK_PUBLIC, OPERATION_PUBLIC = "desk.key", "desk.pub", "operation.pub"
_ALOUD = "Read it out on the telephone, to somebody whose voice or number you know; it must be the same on both sides."


def add_desk_key(steps: Any) -> None:
    """Add `key` to the steps of `homeward desk`."""
    parser = steps.add_parser("key", help="make the desk's key, say its fingerprint, and take in the operation's")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the desk's folder")
    parser.add_argument("--operation", type=Path, metavar="FILE", help="the operation's public key, to be trusted here")
    add_json(parser)
    parser.set_defaults(run=run_desk_key)


def register(subparsers: Any) -> None:
    """Add `key` and `recovery` to the command."""
    key = subparsers.add_parser("key", help="the operation's public key, and those of the missions' desks")
    acts = key.add_subparsers(dest="act", required=True, metavar="ACT")
    show = acts.add_parser("show", help="say the operation's fingerprint, and write its public key for the desks")
    show.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help=f"the file to carry to a desk ({OPERATION_PUBLIC})"
    )
    trust = acts.add_parser("trust", help="trust the key that a mission's desk signs with")
    trust.add_argument("state", metavar="STATE", help="alpha-3 of the state")
    trust.add_argument("file", type=Path, metavar="FILE", help=f"the desk's public key ({DESK_PUBLIC})")
    trust.add_argument("--as", dest="actor", required=True, metavar="USER", help="the account that acts")
    recovery = subparsers.add_parser("recovery", help="replace the recovery key, when it was lost or seen by others")
    new = recovery.add_subparsers(dest="act", required=True, metavar="ACT").add_parser("new", help="make another key")
    new.add_argument("--key-file", type=Path, metavar="FILE", help="write the recovery key there, show it nowhere")
    new.add_argument("--as", dest="actor", required=True, metavar="USER", help="the account that acts")
    for parser, run in ((new, run_recovery), (show, run_show), (trust, run_trust)):
        add_data(parser)
        add_json(parser)
        parser.set_defaults(run=run)


def run_desk_key(args: argparse.Namespace) -> int:
    """Make the desk's key if it has none, write its public half beside it, and trust the operation's where given."""
    from homeward.share import fingerprint, public_key

    args.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = public_key(own_key(args.folder / DESK_KEY))
    place = args.folder / DESK_PUBLIC
    place.write_text(public.hex() + "\n", encoding="ascii")
    payload: dict[str, object] = {"public_key": public.hex(), "fingerprint": fingerprint(public), "file": str(place)}
    lines = [f"This desk's key: {fingerprint(public)}", f"Carry {place} to the operation."]
    if args.operation:
        theirs = read_public(args.operation)
        _trust_operation(args.folder / OPERATION_PUBLIC, theirs)
        payload["operation"] = fingerprint(theirs)
        lines.append(f"The operation's key, trusted here: {fingerprint(theirs)}")
    emit(payload, lines=[*lines, _ALOUD], as_json=args.json)
    return 0


def _trust_operation(place: Path, key: bytes) -> None:
    if place.exists() and read_public(place) != key:
        raise Refused("refused.already", "another key is trusted; take its file away first", at=Spot(file=place.name))
    place.write_text(key.hex() + "\n", encoding="ascii")


def run_show(args: argparse.Namespace) -> int:
    """Say the operation's fingerprint and write its public key where asked."""
    from homeward.web.operation import open_operation

    open_operation(args.data)
    from homeward.web.actions.verify import operation_key

    key = operation_key()
    lines = [f"The operation's key: {key['fingerprint']}"]
    if args.out:
        args.out.write_text(key["public_key"] + "\n", encoding="ascii")
        lines.append(f"Carry {args.out} to every desk.")
    emit({**key, "file": str(args.out or "")}, lines=[*lines, _ALOUD], as_json=args.json)
    return 0


def run_trust(args: argparse.Namespace) -> int:
    """Write down the key that one mission's desk signs with."""
    from homeward.share import fingerprint
    from homeward.web.operation import open_operation

    open_operation(args.data)
    from homeward.web.actions.base import by_actor
    from homeward.web.actions.site import mission_trust

    key = read_public(args.file)
    mission = mission_trust(by_actor(args.actor), state=args.state.upper(), key=key)
    payload: dict[str, object] = {"state": args.state.upper(), "mission": mission, "fingerprint": fingerprint(key)}
    emit(payload, lines=[f"{mission}, trusted: {fingerprint(key)}", _ALOUD], as_json=args.json)
    return 0


def run_recovery(args: argparse.Namespace) -> int:
    """Make another recovery key, and say what it does not open."""
    from homeward.cli.start import new_key_file
    from homeward.web.operation import open_operation

    open_operation(args.data)
    from homeward.web.actions.base import by_actor
    from homeward.web.actions.site import recovery_replace

    with new_key_file(args.key_file, folder=args.data) as write_key:
        key = recovery_replace(by_actor(args.actor))
        write_key(key)
    shown = "" if args.key_file else key
    lines = [
        f"The new recovery key is in {args.key_file}." if args.key_file else f"The new recovery key: {key}",
        "It opens every backup made from now on. Keep it on paper or on a stick, away from this machine.",
        "Backups made before still open with the old key, and with no other. If somebody else may have that key,",
        "destroy them and make a new one now: homeward backup.",
    ]
    emit({"recovery_key": shown}, lines=lines, as_json=args.json)
    return 0


def read_public(path: Path) -> bytes:
    """Return a key that stands in a file as hex digits."""
    from homeward.share import read_key

    try:
        return read_key(read_file(path).decode("ascii", errors="replace"))
    except InputError as error:
        raise InputError(error.code, error.detail, at=Spot(file=path.name)) from None


def own_key(path: Path) -> bytes:
    """Return the desk's own signing key, made on first use and readable by its owner only."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(32).hex())
    return read_public(path)
