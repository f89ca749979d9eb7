"""Roles as data: what each role may do and which places it has. Deny by default."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role: its id, its title, what it is for, the verbs it may use and the places in its bar (at most six).

    `first` is the page where it begins in an operation that has no list yet.
    """

    id: str
    title: str
    purpose: str
    may: frozenset[str]
    places: tuple[str, ...]
    first: str


def _role(id: str, title: str, purpose: str, *, may: str, places: str, first: str) -> Role:
    verbs, bar = frozenset(may.split()), tuple(places.split())
    return Role(id=id, title=title, purpose=purpose, may=verbs, places=bar, first=first)


# Kinds of organisation. Those that hold people never hold protection or data protection (`actions/leaving.py`).
KINDS = ("authority", "ngo", "mission", "receiving_state", "camp_authority", "armed_group")
HOLDING_KINDS = ("armed_group", "camp_authority")
# What everybody with a role may do with their own account.
_OWN = frozenset(("password.choose", "second_factor.enrol", "second_factor.use", "second_factor.remove"))

# Verbs are "noun.verb"; a verb that ends in ".see" guards a read. Source: need-to-know matrix of the domain reference.
ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        _role(
            "registrar",
            "Registrar",
            "takes in the lists and keeps what was said",
            may="list.import list.see person.see arrival.record person.seen_again",
            places="home people lists",
            first="list_new",
        ),
        _role(
            "reviewer",
            "Reviewer",
            "judges whether two records are one person",
            may="list.see person.see person.link pair.see pair.judge",
            places="home people review lists",
            first="lists",
        ),
        _role(
            "screening",
            "Screening officer",
            "listens, screens, sets and lifts holds",
            may="person.see protection.see screening.record hold.set hold.lift gates.assess",
            places="home people protection",
            first="protection",
        ),
        _role(
            "caseworker",
            "Caseworker",
            "finds the ticket, the bed and the paper for one person at a time",
            may="person.see funding.record gates.assess",
            places="home people",
            first="people",
        ),
        _role(
            "consular",
            "Consular officer",
            "answers for one state and its own nationals",
            may="request.see_own receipt.record answer.record person.see_own",
            places="home requests",
            first="requests",
        ),
        _role(
            "coordinator",
            "Coordinator",
            "asks the states, plans the hand-over and makes the manifests",
            may="person.see list.see request.see request.send receipt.record answer.record guarantee.record "
            "funding.record gates.assess capacity.set plan.make plan.see batch.see manifest.make manifest.see "
            "statement.see",
            places="home people requests plan batches",
            first="requests",
        ),
        _role(
            "border",
            "Border officer",
            "counts and hands over at the bridge",
            may="batch.see manifest.see headcount.record handover.record",
            places="home batches",
            first="batches",
        ),
        _role(
            "reception",
            "Reception",
            "receives people at home and confirms each arrival",
            may="batch.see_own arrival.record",
            places="home arrivals",
            first="arrivals",
        ),
        _role(
            "spokesperson",
            "Spokesperson",
            "publishes figures that add up and expose nobody",
            may="statement.see statement.draft statement.publish figure.record",
            places="home statement",
            first="statement",
        ),
        _role(
            "dpo",
            "Data-protection officer",
            "watches what is kept, what left, and who did what",
            may="ledger.see disclosure.see hold.lift protection.see statement.see statement.publish recovery.replace",
            places="home disclosures ledger",
            first="disclosures",
        ),
        _role(
            "admin",
            "Administrator",
            "keeps accounts and the machine; sees no case",
            may="account.make account.renew account.close operation.set mission.set capacity.set ledger.see "
            "recovery.replace",
            places="home accounts missions ledger",
            first="accounts",
        ),
    )
}


def verbs_of(roles: tuple[str, ...]) -> frozenset[str]:
    """Return everything that somebody with these roles may do. An unknown role raises."""
    return _OWN.union(*(ROLES[role].may for role in roles)) if roles else frozenset()


def require(roles: tuple[str, ...], verb: str) -> None:
    """Refuse unless one of `roles` may `verb`."""
    if verb not in verbs_of(roles):
        raise Refused("refused.not-permitted", verb)
