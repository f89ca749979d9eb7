"""Two records side by side: a level and bits for each attribute, and their sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.match.compare.agreement import MISSING, NOTHING_SAID, Agreement
from homeward.match.compare.codes import compare_codes, compare_documents, compare_postcodes
from homeward.match.compare.dates import compare_arrivals, compare_dates, placeholders_of
from homeward.match.compare.words import agree_on_name, agree_on_parent, agree_on_words
from homeward.match.features import Features
from homeward.match.model import Model
from homeward.match.rarity import rare_bits

ATTRIBUTES = (
    "name", "born", "sex", "nationality", "document", "father", "mother", "place", "postcode", "phone", "arrived",
)  # fmt: skip


_COARSER = {"confusable": "near", "area": "different", "digits": "different"}
ALIKE = ("same", "spelling", "shorter")  # levels of names that contradict nothing
_SHARED_BY_MANY = ("name", "sex", "nationality")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two records agree. `bits` by attribute, in the order of `ATTRIBUTES`; a missing attribute has 0 bits.

    `family_bits` is the evidence that the two are close relatives, `namesake_bits` that they are two of a nation who
    are called the same, against strangers.
    """

    left: str
    right: str
    levels: dict[str, str]
    bits: dict[str, float]
    total_bits: float
    family_bits: float
    namesake_bits: float = 0.0

    @property
    def besides_name(self) -> float:
        """Bits from anything but the name and what whole crowds share."""
        return self.total_bits - sum(self.bits[attribute] for attribute in _SHARED_BY_MANY)


def compare(left: Features, right: Features, model: Model) -> Comparison:
    """Return how well two records agree under `model`; the bits are the same whichever comes first."""
    nation = _nation_bits(left.nationality, right.nationality, model)
    found = dict.fromkeys(ATTRIBUTES, NOTHING_SAID)
    found["name"] = agree_on_name(left.names, right.names, model, nation=nation)
    found["sex"] = _same_or_not("sex", left.sex, right.sex, model)
    found["nationality"] = _same_or_not("nationality", left.nationality, right.nationality, model)
    found["postcode"] = _postcode(left.postcode, right.postcode, model)
    if left.born and right.born:
        placeholders = placeholders_of(left.nationality, right.nationality)
        found["born"] = _by_level("born", compare_dates(left.born, right.born, placeholders), model)
    if left.documents and right.documents:
        found["document"] = _by_level("document", compare_documents(left.documents, right.documents), model)
    if left.fathers and right.fathers:
        found["father"] = agree_on_parent(left, right, attribute="father", nation=nation, model=model)
    if left.mothers and right.mothers:
        found["mother"] = agree_on_parent(left, right, attribute="mother", nation=nation, model=model)
    if left.places and right.places:
        found["place"] = agree_on_words(left.places, right.places, attribute="place", nation=nation, model=model)
    if left.phones and right.phones:
        found["phone"] = _by_level("phone", compare_codes(left.phones, right.phones), model)
    if left.arrived and right.arrived:
        found["arrived"] = _by_level("arrived", compare_arrivals(left.arrived, right.arrived), model)
    if found["name"].level not in (MISSING, "different"):
        found["nationality"] = _less(found["nationality"], nation * model.together.get("name", 0.0))
    return Comparison(
        left=left.id,
        right=right.id,
        levels={attribute: agreement.level for attribute, agreement in found.items()},
        bits={attribute: agreement.bits for attribute, agreement in found.items()},
        total_bits=round(sum([agreement.bits for agreement in found.values()]), 2),
        family_bits=round(sum([agreement.family for agreement in found.values()]), 2),
        namesake_bits=_namesake(found),
    )


def _nation_bits(left: str, right: str, model: Model) -> float:
    """Return what the nationality of two is worth by its rarity; of two that differ, the commoner one's."""
    codes = {left, right} - {""}
    return rare_bits(max([model.rarity.share("nationality", code, unknown=1.0) for code in codes], default=1.0))


def _namesake(found: Mapping[str, Agreement]) -> float:
    if found["name"].level not in ALIKE:
        return 0.0
    return round(found["name"].bits + max(0.0, found["nationality"].bits), 2)


def _less(agreement: Agreement, less: float) -> Agreement:
    """Return an agreement that says less; it never comes to speak against the pair."""
    bits, family = (
        value if value <= 0 else max(0.0, round(value - less, 2)) for value in (agreement.bits, agreement.family)
    )
    return Agreement(level=agreement.level, bits=bits, family=family)


def _by_level(attribute: str, level: str, model: Model) -> Agreement:
    family = model.family.get(attribute, {}).get(level, 0.0)
    return Agreement(level=level, bits=level_bits(model.weights[attribute], level), family=family)


def level_bits(weights: Mapping[str, float], level: str) -> float:
    """Return what a level is worth; one that the model does not know counts as the coarser level it is part of."""
    return weights[level] if level in weights else weights[_COARSER[level]]


def _same_or_not(attribute: str, left: str, right: str, model: Model) -> Agreement:
    if not left or not right:
        return NOTHING_SAID
    if left != right:
        bits = model.weights[attribute]["different"]
        return Agreement(level="different", bits=bits, family=model.family.get(attribute, {}).get("different", bits))
    by_rarity = round(rare_bits(model.rarity.share(attribute, left, unknown=1.0)), 2)
    bits = model.weights[attribute].get("same", by_rarity)
    return Agreement(level="same", bits=bits, family=model.family.get(attribute, {}).get("same", bits))


def _postcode(left: str, right: str, model: Model) -> Agreement:
    if not left or not right:
        return NOTHING_SAID
    level = compare_postcodes(left, right)
    if level == "same":
        bits = round(rare_bits(model.rarity.share("postcode", left, unknown=0.01)), 2)
    else:
        bits = level_bits(model.weights["postcode"], level)
    moved = model.family.get("postcode", {}).get("moved", 0.0)
    return Agreement(level=level, bits=bits, family=max(bits + moved, 0.0))
