"""Two written names by themselves, with nothing else known: bits on one scale for all scripts, and the reason."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.match.compare.words import agree_on_name
from homeward.match.explain import sentence
from homeward.match.model import Model
from homeward.record import read_name


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePair:
    """Evidence in bits that two names are one person's, and why in a sentence."""

    bits: float
    level: str
    reason: str


def name_pair(left: str, right: str, model: Model) -> NamePair:
    """Return the evidence of two names; the same whichever comes first. A text without a name says nothing."""
    agreement = agree_on_name(read_name(left), read_name(right), model)
    return NamePair(bits=agreement.bits, level=agreement.level, reason=sentence("name", agreement.level))
