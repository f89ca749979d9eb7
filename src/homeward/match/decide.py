"""From bits to a decision: probabilities over everything it could be, within bounds on how often it may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from homeward.match.calibration import calibrated
from homeward.match.compare import Comparison
from homeward.match.model import Model
from homeward.match.rarity import bucket

_MOST_BITS = 80.0


class Decision(StrEnum):
    """The machine's word on two records; never a person's judgement, never a state's confirmation."""

    SAME = "same"
    UNDECIDED = "undecided"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """What one claim may be: each candidate, a close relative (or only a namesake) of somebody in the register, nobody
    in it; sums to 1.
    """

    candidates: tuple[float, ...]
    relative: float
    nobody: float


def posterior(comparisons: Sequence[Comparison], *, size: int, model: Model) -> Posterior:
    """Return the probabilities for one claim against its candidates out of a register of `size` entries.

    Entries that are no candidates are taken to be strangers; `size` counts in powers of two.
    """
    entries = bucket(size)
    present = model.prior["present"]
    weights = [present / entries * power(c.total_bits) for c in comparisons]
    related = sum(akin(c, model) / entries for c in comparisons)
    nobody = 1.0 - present
    total = sum(weights) + related + nobody
    return _bent([w / total for w in weights], relative=related / total, nobody=nobody / total, model=model)


def _bent(candidates: Sequence[float], *, relative: float, nobody: float, model: Model) -> Posterior:
    """Return the probabilities as the model's calibration bends them; they sum to 1 as before."""
    if not model.calibration:
        return Posterior(candidates=tuple(candidates), relative=relative, nobody=nobody)
    bent = [calibrated(p, model.calibration) for p in candidates]
    most = max(1.0, sum(bent))
    left = (1.0 - sum(bent) / most) / max(relative + nobody, 1e-12)
    return Posterior(candidates=tuple(p / most for p in bent), relative=relative * left, nobody=nobody * left)


def akin(comparison: Comparison, model: Model) -> float:
    """Return how much likelier than strangers two records look as close relatives, or as two who are called the same.

    The model's priors of both are in it.
    """
    family, namesake = comparison.family_bits, comparison.namesake_bits
    weight = model.prior["relative"] * power(family) if family > 0 else 0.0
    return weight + (model.prior.get("namesake", 0.0) * power(namesake) if namesake > 0 else 0.0)


def power(bits: float) -> float:
    """Return 2 to the bits, within what a float can tell apart."""
    return float(2.0 ** max(-_MOST_BITS, min(_MOST_BITS, bits)))


def decide(comparison: Comparison, p: float, *, max_false: float, min_review: float, model: Model) -> Decision:
    """Return the decision on a pair of probability `p`, so that at most `max_false` of "same" are wrong.

    Agreement of names alone never makes two people one: something else has to agree.
    """
    if p < min_review:
        return Decision.DIFFERENT
    if p >= 1.0 - max_false and is_more_than_name(comparison, model):
        return Decision.SAME
    return Decision.UNDECIDED


def is_more_than_name(comparison: Comparison, model: Model) -> bool:
    """Tell whether something else agrees enough besides the name and what whole crowds share."""
    return comparison.besides_name >= model.prior["least_besides_name"]
