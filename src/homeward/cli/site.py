"""Commands that administer the site: serve it, look after accounts, check the ledger."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import segno

from homeward.cli.arguments import add_data, read_file
from homeward.cli.output import add_json, emit
from homeward.errors import InputError
from homeward.web.permissions import KINDS

_SECOND = "Everybody needs a second factor here; it is made at the first sign-in."


def register(subparsers: Any) -> None:
    """Add `serve`, `account` and `ledger` to the command."""
    serve = subparsers.add_parser("serve", help="serve the app of an operation on this machine")
    add_data(serve)
    add_serving(serve)
    serve.set_defaults(run=run_serve)

    account = subparsers.add_parser("account", help="make, renew or close an account")
    add_data(account)
    account.add_argument("act", choices=("make", "renew", "close"))
    account.add_argument("username")
    account.add_argument("--name", default="", help="the person's full name")
    account.add_argument("--organisation", default="")
    account.add_argument("--kind", default="", help=f"what the organisation is: {', '.join(KINDS)}")
    account.add_argument("--state", default="", help="alpha-3 of the state a mission or reception works for")
    account.add_argument("--roles", default="", help="role ids, separated by commas")
    account.add_argument("--as", dest="actor", default="founder", metavar="USER")
    add_json(account)
    account.set_defaults(run=run_account)

    for name, run, what in (
        ("backup", run_backup, "write everything to one encrypted, checked file"),
        ("restore", run_restore, "open a backup into an empty folder"),
    ):
        parser = subparsers.add_parser(name, help=what)
        parser.add_argument("file", type=Path)
        add_data(parser)
        add_json(parser)
        parser.set_defaults(run=run)
        if name == "restore":
            parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="file with the recovery key")

    chain = subparsers.add_parser("ledger", help="check the audit chain, or prove one entry of it")
    acts = chain.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, run, what in (
        ("check", run_ledger, "recompute every leaf and the root"),
        ("prove", run_prove, "print what shows that an entry stands under the root"),
    ):
        act = acts.add_parser(name, help=what)
        if name == "prove":
            act.add_argument("entry", type=int, metavar="NUMBER", help="the entry's number")
        add_data(act)
        add_json(act)
        act.set_defaults(run=run)


def add_serving(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command that serves where it does so: this machine, the local network, a real host name."""
    parser.add_argument("--port", type=int, help="port (8000; on the local network 8443)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--loopback", action="store_true", help="for this machine only (the usual)")
    where.add_argument(
        "--lan",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="for the site's own network, with a certificate of its own",
    )
    parser.add_argument(
        "--host-name", metavar="NAME", help="a real host name, for passkeys; without --lan for a proxy on this machine"
    )
    parser.add_argument(
        "--certificate", type=Path, nargs=2, metavar=("CHAIN", "KEY"), help="that name's, with --lan: two PEM files"
    )


def run_serve(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from homeward.web.operation import open_operation

    open_operation(args.data)
    return serve_as_asked(args)


def serve_as_asked(args: argparse.Namespace) -> int:
    """Serve the operation that is open: on this machine, on the site's network, or under a host name."""
    from homeward.web.lan import read_host_name
    from homeward.web.server import serve

    name = read_host_name(args.host_name) if args.host_name is not None else ""
    if bool(args.certificate) != bool(name and args.lan is not None):
        raise InputError("input.usage", "--certificate goes with --lan and --host-name together, and they with it")
    if args.lan is not None:
        return _serve_network(args, name)
    port, origin = args.port or 8000, f"https://{name}" if name else ""
    print(f"\nThe app is at {origin or f'http://127.0.0.1:{port}'}/ (Ctrl-C ends it).", flush=True)
    if name:
        print(
            f"{_SECOND}\nA proxy here must have that name's certificate and pass it on to 127.0.0.1:{port}.", flush=True
        )
    serve(port, origin=origin)
    return 0


def _serve_network(args: argparse.Namespace, name: str) -> int:
    """Serve the site's network at an address with a certificate of its own, or under a host name that has one."""
    from homeward.web.lan import certify, find_address, require_pair
    from homeward.web.server import serve

    address, port = find_address(args.lan), args.port or 8443
    if name:
        certificate, key = require_pair(*args.certificate)
        trust = f"That name must lead to {address} on this network."
    else:
        own = certify(args.data, address, at=datetime.now(UTC))
        certificate, key = own.certificate, own.key
        trust = (
            f"Its certificate is its own. Compare before you trust it, SHA-256:\n  {own.fingerprint}\n"
            f"Phones that took in {own.authority} ask no more; SHA-256:\n  {own.authority_fingerprint}"
        )
    host = name or (f"[{address}]" if ":" in address else address)
    origin = f"https://{host}" + (f":{port}" if port != 443 else "")
    segno.make(f"{origin}/", micro=False).terminal(out=sys.stderr, compact=True)
    sys.stderr.flush()
    print(f"\nThe app is at {origin}/ for everybody on this network (Ctrl-C ends it).\n{_SECOND}\n{trust}", flush=True)
    serve(port, address=address, origin=origin, tls=(certificate, key))
    return 0


def run_account(args: argparse.Namespace) -> int:
    """Make an account or renew it, and print its first password once; or close one."""
    from homeward.web.operation import open_operation

    open_operation(args.data)
    from homeward.web.actions import site
    from homeward.web.actions.base import by_actor

    by = by_actor(args.actor)
    if args.act == "close":
        site.account_close(by, username=args.username)
        emit({"account": args.username, "closed": True}, lines=[f"{args.username} is closed."], as_json=args.json)
        return 0
    password = site.new_password()
    if args.act == "renew":
        site.account_renew(by, username=args.username, password=password)
    else:
        if not (args.organisation and args.kind):
            raise InputError("input.usage", "a new account needs --organisation and --kind")
        site.account_make(
            by,
            username=args.username,
            full_name=args.name or args.username,
            organisation=args.organisation,
            kind=args.kind,
            state=args.state,
            roles=tuple(role for role in args.roles.split(",") if role),
            password=password,
            has_first_password=True,
        )
    lines = [f"{args.username} can sign in with: {password}", "It is shown once; its owner then chooses another."]
    emit({"account": args.username, "password": password}, lines=lines, as_json=args.json)
    return 0


def run_backup(args: argparse.Namespace) -> int:
    """Write the backup while the operation may be running."""
    from homeward.web.backup import back_up
    from homeward.web.operation import open_operation

    open_operation(args.data)
    return _say_copied(back_up(args.data, args.file), f"Backed up to {args.file.name}", args)


def run_restore(args: argparse.Namespace) -> int:
    """Open a backup with the recovery key."""
    from homeward.web.backup import restore

    copied = restore(args.file, args.data, key=read_file(args.key).decode(errors="replace"))
    return _say_copied(copied, f"Restored to {args.data}", args)


def _say_copied(copied: Any, what: str, args: argparse.Namespace) -> int:
    line = f"{what}: {copied.files} files, {copied.rows:,} rows, {copied.ledger_entries} ledger entries; all checked."
    emit(dataclasses.asdict(copied), lines=[line, f"root {copied.ledger_root}"], as_json=args.json)
    return 0


def run_ledger(args: argparse.Namespace) -> int:
    """Recompute every leaf and the root; exit 3 when something does not fit."""
    from homeward.web.operation import open_operation

    open_operation(args.data)
    from homeward.web.chain import check_ledger

    checked = check_ledger(args.data / "homeward.db")
    payload: dict[str, object] = {
        "entries": checked.size,
        "root": checked.root,
        "broken": list(checked.broken),
        "gaps": list(checked.gaps),
        "is_whole": checked.is_whole,
    }
    state = "whole" if checked.is_whole else f"NOT whole: broken {checked.broken}, missing {checked.gaps}"
    emit(payload, lines=[f"{checked.size} entries, {state}.", f"root {checked.root}"], as_json=args.json)
    return 0 if checked.is_whole else 3


def run_prove(args: argparse.Namespace) -> int:
    """Print one entry with its audit path: whoever was given the root (on a manifest, by telephone) can check it."""
    from homeward.web.chain import prove_entry
    from homeward.web.operation import open_operation

    open_operation(args.data)
    proof = prove_entry(args.data / "homeward.db", args.entry)
    lines = [
        f"Entry {proof.sequence} of {proof.size}",
        f"leaf {proof.leaf}",
        *(f"path {each}" for each in proof.path),
        f"root {proof.root}",
    ]
    emit(dataclasses.asdict(proof), lines=lines, as_json=args.json)
    return 0
