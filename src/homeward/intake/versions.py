"""Two versions of one list: who was added, who is gone, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from homeward.intake.words import fold
from homeward.record import Attribute, PersonRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A person who stands in both versions, by the two record ids, and the attributes that differ."""

    old: str
    new: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """What happened between two versions, by record id, each in the order of its list. `same` counts the untouched."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[Change, ...]
    same: int


def compare_versions(old: Sequence[PersonRecord], new: Sequence[PersonRecord]) -> VersionChange:
    """Compare two versions of a list by the list's own numbers, then by name, nationality and birth as written.

    A number joins two records only where a name, a birth date or a document agrees too: registrars renumber. Whoever
    several records could be is matched to none of them, and shows as gone and added: a person must look.
    """
    pairs: dict[str, str] = {}
    left, right = {r.id: r for r in old}, {r.id: r for r in new}
    for key, must_share in ((_reference, True), (_identity, False)):
        for one, other in _joined(_by(left, pairs, key), _by(right, set(pairs.values()), key)):
            if not must_share or _shares_something(left[one], right[other]):
                pairs[one] = other
    changes = [
        Change(old=one, new=other, attributes=_differing(left[one], right[other])) for one, other in pairs.items()
    ]
    found = set(pairs.values())
    places = {record.id: place for place, record in enumerate(old)}
    return VersionChange(
        added=tuple(record.id for record in new if record.id not in found),
        gone=tuple(record.id for record in old if record.id not in pairs),
        changed=tuple(sorted((c for c in changes if c.attributes), key=lambda change: places[change.old])),
        same=sum(not change.attributes for change in changes),
    )


Key = Callable[[PersonRecord], Hashable]


def _by(records: dict[str, PersonRecord], taken: dict[str, str] | set[str], key: Key) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for record in records.values():
        value = key(record) if record.id not in taken else None
        if value:
            groups[value].append(record.id)
    return groups


def _joined(left: dict[Hashable, list[str]], right: dict[Hashable, list[str]]) -> list[tuple[str, str]]:
    """Return the pairs whose key stands once on either side."""
    return [(ids[0], right[key][0]) for key, ids in left.items() if len(ids) == 1 and len(right.get(key, ())) == 1]


def _reference(record: PersonRecord) -> Hashable:
    return fold(record.first(Attribute.REFERENCE)) or None


def _identity(record: PersonRecord) -> Hashable:
    name = fold(record.first(Attribute.NAME))
    nationality = record.readings(Attribute.NATIONALITY)
    return (name, nationality, record.first(Attribute.BORN) or record.first(Attribute.AGE)) if name else None


def _shares_something(left: PersonRecord, right: PersonRecord) -> bool:
    if fold(left.first(Attribute.NAME)) == fold(right.first(Attribute.NAME)):
        return True
    return any(set(left.readings(a)) & set(right.readings(a)) for a in (Attribute.BORN, Attribute.DOCUMENT))


def _differing(left: PersonRecord, right: PersonRecord) -> tuple[Attribute, ...]:
    return tuple(a for a in Attribute if _said(left, a) != _said(right, a))


def _said(record: PersonRecord, attribute: Attribute) -> list[str]:
    return sorted(claim.value for claim in record.claimed(attribute))
