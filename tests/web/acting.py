"""Builders for tests that act: an operation with accounts, and who acts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.site import account_make, operation_open

AT = datetime(2025, 2, 20, 6, tzinfo=UTC)
PASSWORD = "long-enough-for-tests"


def an_operation() -> By:
    """Open an operation and return its first account."""
    return operation_open("Test operation", date(2025, 1, 30), at=AT, clock=AT)


def an_account(founder: By, *roles: str, username: str = "", kind: str = "ngo", state: str = "") -> By:
    """Make an account with these roles and return who that is."""
    name = username or "-".join(roles)
    organisation = f"{kind} {state}".strip()
    account_make(
        founder,
        username=name,
        full_name=name,
        organisation=organisation,
        kind=kind,
        state=state,
        roles=roles,
        password=PASSWORD,
    )
    return By(username=name, roles=roles, organisation=organisation, state=state, at=AT, zone=founder.zone)


def watchers(founder: By) -> None:
    """Let somebody from outside hold protection and data protection, so that things may leave."""
    an_account(founder, "screening")
    an_account(founder, "dpo")


def entries() -> int:
    """Return how many lines the ledger has."""
    return models.LedgerEntry.objects.count()
