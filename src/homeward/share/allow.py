"""Recipient × purpose → fields: one table, and nothing that is not in it."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from homeward.errors import InputError, Refused


class Field(StrEnum):
    """The closed list of what a package can hold at all.

    It has no word for screening, indicators, health, fear of return, asylum, holds, accusations or anybody
    else's data: an allow-list that names one of those cannot be read, and so nothing can be built from it.
    """

    NAME = "name"
    NAME_NATIVE = "name_native"
    SEX = "sex"
    BORN = "born"
    NATIONALITY = "nationality"
    DOCUMENT = "document"
    FATHER = "father"
    MOTHER = "mother"
    PLACE = "place"
    POSTCODE = "postcode"
    PHONE = "phone"
    BATCH = "batch"
    TRAVEL_DATE = "travel_date"
    CROSSING = "crossing"
    SEAT = "seat"
    GROUP = "group"
    DOCUMENT_TYPE = "document_type"
    DOCUMENT_NUMBER = "document_number"
    DOCUMENT_POST = "document_post"
    DOCUMENT_FROM = "document_from"
    DOCUMENT_TO = "document_to"
    DOCUMENT_SINGLE = "document_single"
    DOCUMENT_NAME = "document_name"
    OUTCOME = "outcome"
    EVIDENCE = "evidence"
    BASIS = "basis"
    QUESTION = "question"
    ANSWERED_AT = "answered_at"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: what this recipient may have for this purpose, with whose consent, for how long, and why."""

    recipient: str
    purpose: str
    fields: frozenset[Field]
    with_consent: frozenset[Field]
    expires_days: int
    source: str

    def permitted(self, consented: Iterable[str] = ()) -> frozenset[Field]:
        """Return the fields that may leave for a person who consented to these further ones."""
        return self.fields | (self.with_consent & frozenset(consented))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowList:
    """The whole table, with its version and hash."""

    version: str
    digest: str
    rules: tuple[Rule, ...]

    def rule(self, *, recipient: str, purpose: str) -> Rule:
        """Return the one row for this recipient and purpose, or refuse."""
        for rule in self.rules:
            if (rule.recipient, rule.purpose) == (recipient, purpose):
                return rule
        raise Refused("refused.not-on-allow-list", f"no rule for {recipient!r} and {purpose!r}")


def read_allow_list(text: str) -> AllowList:
    """Read the table from TOML text; an unknown field, a missing source or a doubled row is refused."""
    table = tomllib.loads(text)
    rules = tuple(_rule(row) for row in table["rule"])
    if len({(rule.recipient, rule.purpose) for rule in rules}) != len(rules):
        raise InputError("input.bad-value", "two allow-list rows for one recipient and purpose")
    return AllowList(version=table["version"], digest=hashlib.sha256(text.encode()).hexdigest()[:16], rules=rules)


def _rule(row: dict[str, object]) -> Rule:
    rule = Rule(
        recipient=str(row["recipient"]),
        purpose=str(row["purpose"]),
        fields=_fields(row["fields"]),
        with_consent=_fields(row["with_consent"]),
        expires_days=int(str(row["expires_days"])),
        source=str(row["source"]),
    )
    if not rule.source.strip() or rule.expires_days < 1 or rule.fields & rule.with_consent:
        raise InputError("input.bad-value", f"allow-list row {rule.recipient} / {rule.purpose}")
    return rule


def _fields(names: object) -> frozenset[Field]:
    known = {field.value for field in Field}
    if not isinstance(names, list) or not set(names) <= known:
        raise InputError("input.bad-value", "the allow-list may only name fields of the closed list")
    return frozenset(Field(name) for name in names)


def standard_allow_list() -> AllowList:
    """Return the allow-list that ships with Homeward."""
    return read_allow_list(resources.files("homeward.share").joinpath("data/allow-1.toml").read_text(encoding="utf-8"))
