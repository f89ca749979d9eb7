"""A memory of comparisons: linking anew after a list came, changed or went makes only those that this touches.

A comparison is remembered by all that it is made of: what the two records say, how rare their words are now, the model,
and the code and tables that compare. Whatever of that changes, it is made anew; so what comes out is what linking from
scratch says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from homeward import match, record
from homeward.errors import InputError, Spot
from homeward.match.compare import ATTRIBUTES, Comparison, compare
from homeward.match.features import Features
from homeward.match.model import Model
from homeward.match.rarity import NAMED, NOTHING_COUNTED

_MISSING = ("missing", 0.0)
Kept = tuple[float, float, float, dict[str, tuple[str, float]]]  # bits in sum, of relatives, of namesakes, by attribute
Weigh = Callable[..., Comparison]


@dataclass(slots=True, kw_only=True)
class Memory:
    """What was known before, what this linking used or made of it, and how many comparisons it made."""

    known: Mapping[str, Kept] = field(default_factory=dict)
    used: dict[str, Kept] = field(default_factory=dict)
    made: int = 0


@contextmanager
def memory_at(path: Path | None) -> Iterator[Memory | None]:
    """Yield the memory that is kept in a file, and keep it there after a linking that ended well; none where there is
    no file to keep it in."""
    memory = read_memory(path) if path else None
    yield memory
    if path and memory:
        write_memory(path, memory)


def read_memory(path: Path) -> Memory:
    """Return the memory that was kept in a file; an empty one where there is none yet."""
    try:
        return Memory(known=json.loads(path.read_bytes())["known"])
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("input.damaged", "a memory of linking", at=Spot(file=path.name)) from None


def write_memory(path: Path, memory: Memory) -> None:
    """Keep what the last linking used, and nothing older; all of it or nothing."""
    beside = path.with_name(f".{path.name}.new")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps({"known": memory.used}), encoding="utf-8")
    beside.replace(path)


def remembering(memory: Memory | None, records: Mapping[str, Features], model: Model) -> Weigh:
    """Return what compares two of the records, by their ids, under a weighed model, or remembers it, or takes from
    whoever compared them what they `found`."""
    if memory is None:
        return lambda left, right, found=None: (
            unpacked(left, right, found) if found else compare(records[left], records[right], model)
        )
    frame = _frame(model)
    digest = cache(lambda key: _digest(records[key], frame, model))

    def weigh(left: str, right: str, found: Kept | None = None) -> Comparison:
        key = digest(left) + digest(right)
        kept = memory.known.get(key) or memory.used.get(key)
        if kept is None:
            kept = found or packed(compare(records[left], records[right], model))
            memory.made += 1
        memory.used[key] = kept
        return unpacked(left, right, kept)

    return weigh


def _digest(asked: Features, frame: str, model: Model) -> str:
    """Return what stands for all that a record brings into a comparison."""
    named = {attribute: getattr(asked, f"{attribute}s") for attribute in NAMED}
    words = {of: [[name.written, *(token.text for token in name.tokens)] for name in named[of]] for of in NAMED}
    rare = [
        model.rarity.share(of, token.text, unknown=-1.0) for of in NAMED for name in named[of] for token in name.tokens
    ]
    rare += [model.rarity.share(of, getattr(asked, of), unknown=-1.0) for of in ("nationality", "postcode")]
    plain = (asked.sex, asked.born, asked.nationality, asked.documents, asked.phones, asked.arrived)
    said = json.dumps((frame, asked.id, words, rare, plain, asked.postcode))
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _frame(model: Model) -> str:
    """Return what stands for the model as it weighs, and for the code and tables that compare."""
    tables = json.dumps(asdict(replace(model, rarity=NOTHING_COUNTED)), sort_keys=True)
    return _code() + hashlib.blake2b(tables.encode(), digest_size=12).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    digest = hashlib.blake2b(digest_size=12)
    for folder in [Path(room).parent for room in (match.__file__, record.__file__)]:
        for file in sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def packed(made: Comparison) -> Kept:
    """Return all that a comparison says."""
    said = {of: (level, made.bits[of]) for of, level in made.levels.items() if (level, made.bits[of]) != _MISSING}
    return made.total_bits, made.family_bits, made.namesake_bits, said


def unpacked(left: str, right: str, kept: Kept) -> Comparison:
    """Return the comparison of two records that was packed."""
    total, family, namesake, said = kept
    told = {attribute: said.get(attribute, _MISSING) for attribute in ATTRIBUTES}
    return Comparison(
        left=left,
        right=right,
        levels={attribute: level for attribute, (level, _) in told.items()},
        bits={attribute: bits for attribute, (_, bits) in told.items()},
        total_bits=total,
        family_bits=family,
        namesake_bits=namesake,
    )
