"""Packages: build from the allow-list, seal, open. A request to a mission is one kind of package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from homeward.errors import InputError, Refused
from homeward.share.allow import AllowList, Rule, standard_allow_list
from homeward.share.seal import TrustedKey, content_digest, seal, unseal
from homeward.verify import Request, RequestItem

FORMAT = "homeward-package-1"
REQUEST = ("mission", "confirm_nationality")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a package goes and what it is called: the part of the header that the sender chooses.

    `to` names the very recipient (a mission, a carrier), `state` its state where it has one, `about` the
    digest of the package that this one answers.
    """

    id: str
    operation: str
    to: str
    state: str = ""
    about: str = ""
    created_at: datetime
    due_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Address):
    """What stands on the outside of a package. Nobody opens it after `expires_on`."""

    recipient: str
    purpose: str
    expires_on: date
    fields: tuple[str, ...]
    count: int
    allow_list: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One person in a package. `consented` names what this person agreed to beyond the rule's own fields."""

    person: str
    fields: Mapping[str, str]
    consented: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A built package: what to store in the register of disclosures, and the bytes to hand over."""

    header: Header
    digest: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A package whose seal held. `owner` is whose trusted key signed it."""

    header: Header
    items: tuple[Item, ...]
    digest: str
    owner: str


def build(
    address: Address,
    items: Sequence[Item],
    *,
    recipient: str,
    purpose: str,
    key: bytes,
    allow: AllowList | None = None,
) -> Package:
    """Build and seal a package out of the fields that the allow-list names, or refuse.

    A field that is not on the row for this recipient and purpose, or that needs a consent which its person
    did not give, refuses the whole package: dropping it silently would hide that somebody tried.
    """
    table = allow or standard_allow_list()
    rule = table.rule(recipient=recipient, purpose=purpose)
    _check(items, rule=rule)
    created_at = address.created_at
    if created_at.tzinfo is None:
        raise InputError("input.bad-value", "a package's time needs its time zone")
    header = Header(
        **asdict(address),
        recipient=recipient,
        purpose=purpose,
        expires_on=created_at.date() + timedelta(days=rule.expires_days),
        fields=tuple(sorted({name for item in items for name in item.fields})),
        count=len(items),
        allow_list=f"{table.version}:{table.digest}",
    )
    ordered = sorted(items, key=lambda item: item.person)
    rows: list[dict[str, object]] = [{"person": item.person, "fields": dict(item.fields)} for item in ordered]
    data = seal(_header_out(header), rows, format_=FORMAT, key=key)
    return Package(header=header, digest=content_digest(data), data=data)


def _check(items: Sequence[Item], *, rule: Rule) -> None:
    if not items or len({item.person for item in items}) != len(items):
        raise InputError("input.bad-value", "a package holds at least one person, and each only once")
    for item in items:
        if not set(item.fields) <= rule.permitted(item.consented):
            extra = sorted(set(item.fields) - rule.permitted(item.consented))
            raise Refused("refused.not-on-allow-list", f"{rule.recipient} / {rule.purpose}: {', '.join(extra)}")
        if not all(isinstance(value, str) for value in item.fields.values()):
            raise InputError("input.bad-value", "a package holds text only")


def open_package(data: bytes, *, trusted_keys: Iterable[TrustedKey], at: datetime) -> Opened:
    """Open a package: seal first, then its day, then its content against its own header."""
    inside = unseal(data, format_=FORMAT, trusted_keys=trusted_keys)
    header = _header_in(inside.header)
    if at.date() > header.expires_on:
        raise Refused("refused.expired", f"last day {header.expires_on}")
    items = tuple(_item_in(row) for row in inside.items)
    names = {name for item in items for name in item.fields}
    people = {item.person for item in items}
    if not len(items) == len(people) == header.count or names != set(header.fields):
        raise Refused("refused.tampered", "people or fields do not fit the header")
    return Opened(header=header, items=items, digest=inside.digest, owner=inside.owner)


def build_request(
    request: Request,
    *,
    operation: str,
    key: bytes,
    consented: Mapping[str, frozenset[str]] | None = None,
    allow: AllowList | None = None,
) -> Package:
    """Build the package that asks a mission. `consented` maps a person to the extra fields they agreed to."""
    agreed = consented or {}
    items = [
        Item(person=item.person, fields=item.fields, consented=agreed.get(item.person, frozenset()))
        for item in request.items
    ]
    address = Address(
        id=request.id,
        operation=operation,
        to=request.mission,
        state=request.state,
        created_at=request.sent_at,
        due_date=request.due_date,
    )
    return build(address, items, recipient=REQUEST[0], purpose=REQUEST[1], key=key, allow=allow)


def open_request(data: bytes, *, trusted_keys: Iterable[TrustedKey], at: datetime) -> tuple[Request, Opened]:
    """Open a request package and return the request in it, with what was opened (its digest binds the answers)."""
    opened = open_package(data, trusted_keys=trusted_keys, at=at)
    header = opened.header
    if (header.recipient, header.purpose) != REQUEST or header.due_date is None:
        raise Refused("refused.not-permitted", "this package asks nothing of a mission")
    request = Request(
        id=header.id,
        state=header.state,
        mission=header.to,
        sent_at=header.created_at,
        due_date=header.due_date,
        items=tuple(RequestItem(person=item.person, fields=item.fields) for item in opened.items),
    )
    return request, opened


def _header_out(header: Header) -> dict[str, object]:
    row = asdict(header) | {"fields": list(header.fields)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _header_in(row: dict[str, object]) -> Header:
    if set(row) != {field.name for field in fields(Header)}:
        raise InputError("input.damaged", "the header's keys are not those of this format")
    due = row["due_date"]
    names = row["fields"]
    if not isinstance(names, list) or not isinstance(row["count"], int):
        raise InputError("input.damaged", "the header's values are not those of this format")
    plain = ("id", "operation", "recipient", "purpose", "to", "state", "about", "allow_list")
    try:
        return Header(
            **{name: str(row[name]) for name in plain},
            created_at=datetime.fromisoformat(str(row["created_at"])),
            expires_on=date.fromisoformat(str(row["expires_on"])),
            due_date=date.fromisoformat(str(due)) if due is not None else None,
            fields=tuple(str(name) for name in names),
            count=row["count"],
        )
    except ValueError:
        raise InputError("input.damaged", "the header's dates cannot be read") from None


def _item_in(row: object) -> Item:
    if not isinstance(row, dict) or set(row) != {"person", "fields"} or not isinstance(row["fields"], dict):
        raise InputError("input.damaged", "an item is not what it should be")
    values = row["fields"]
    if not isinstance(row["person"], str) or not all(isinstance(value, str) for value in values.values()):
        raise InputError("input.damaged", "an item holds text only")
    return Item(person=row["person"], fields=values)
