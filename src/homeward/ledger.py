"""The audit chain: append, prove, check.

A leaf is ``SHA-256(0x00 ‖ salt ‖ canonical JSON)``; inner nodes and the root follow RFC 9162 §2.1, so any
tool for that standard can check a proof. The ledger keeps commitments only: whoever erases the salt and
the content of an entry leaves a chain that still checks and holds nothing personal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger. `salt` and `content` are None once they were erased; the leaf stays."""

    sequence: int
    leaf: bytes
    salt: bytes | None
    content: dict[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: `broken` lists the sequence numbers whose content no longer fits its leaf."""

    size: int
    root: str
    broken: tuple[int, ...]
    gaps: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every entry is there and fits its leaf."""
        return not self.broken and not self.gaps


def canonical(content: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def leaf_hash(salt: bytes, content: object) -> bytes:
    """Return the commitment to `content` under `salt`."""
    return hashlib.sha256(b"\x00" + salt + canonical(content)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree head of `leaves` (RFC 9162 §2.1.1), level by level.

    >>> root_hash([]).hex()[:8]
    'e3b0c442'
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the audit path of leaf `index` (RFC 9162 §2.1.3.1), nearest sibling first."""
    path: list[bytes] = []
    level, position = list(leaves), index
    while len(level) > 1:
        sibling = position ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        paired = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
        position //= 2
    return tuple(path)


def is_included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `path` proves `leaf` at `index` under `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position % 2 or position == last:
            value = _node(sibling, value)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            value = _node(value, sibling)
        position, last = position // 2, last // 2
    return last == 0 and value == root


def check(entries: Sequence[Entry]) -> Checked:
    """Recompute every leaf that still has its content, look for gaps, and return the root over all leaves."""
    broken = tuple(
        entry.sequence
        for entry in entries
        if entry.salt is not None and entry.content is not None and leaf_hash(entry.salt, entry.content) != entry.leaf
    )
    there = {entry.sequence for entry in entries}
    gaps = tuple(number for number in range(1, max(there, default=0) + 1) if number not in there)
    return Checked(size=len(entries), root=root_hash([e.leaf for e in entries]).hex(), broken=broken, gaps=gaps)
