"""Attributes that are names in their way: the person's own names, father's and mother's, places."""

from __future__ import annotations

from dataclasses import replace

from homeward.match.compare.agreement import NOTHING_SAID, Agreement
from homeward.match.compare.names import NameAgreement, compare_names
from homeward.match.model import Model
from homeward.record import Name


def agree_on_name(left: tuple[Name, ...], right: tuple[Name, ...], model: Model) -> Agreement:
    """Return how well the names agree that agree best."""
    best = _best(left, right, attribute="name", model=model)
    if best is None:
        return NOTHING_SAID
    less = model.together.get("name", 0.0) * max(0, len(best.laid) - 1)
    bits = max(best.bits - less, model.name["different"])
    return Agreement(level=_level(best), bits=round(bits, 2), family=round(_family(best, model, less=less), 2))


def agree_on_parent(
    left: tuple[Name, ...],
    right: tuple[Name, ...],
    *,
    own: tuple[tuple[Name, ...], tuple[Name, ...]],
    attribute: str,
    model: Model,
) -> Agreement:
    """Return how well a parent's names agree, leaving out the parts that both own names hold already."""
    if not left or not right:
        return NOTHING_SAID
    counted = _texts(own[0]) | _texts(own[1])
    bare_left, bare_right = _without(left, counted), _without(right, counted)
    if not (bare_left and bare_right):
        best = _best(left, right, attribute=attribute, model=model)
        if best is not None and best.laid:
            return Agreement(level="in_name")
    return agree_on_words(bare_left or left, bare_right or right, attribute=attribute, model=model)


def agree_on_words(left: tuple[Name, ...], right: tuple[Name, ...], *, attribute: str, model: Model) -> Agreement:
    """Return how well two texts agree, within what the model lets the attribute say at most and at least."""
    best = _best(left, right, attribute=attribute, model=model)
    if best is None:
        return NOTHING_SAID
    weights = model.weights[attribute]
    bits = min(weights["most"], max(weights["different"], best.bits))
    family = max(bits, model.family.get(attribute, weights)["different"])
    return Agreement(level=_level(best), bits=round(bits, 2), family=round(family, 2))


def _best(left: tuple[Name, ...], right: tuple[Name, ...], *, attribute: str, model: Model) -> NameAgreement | None:
    compared = [compare_names(a, b, attribute=attribute, model=model) for a in left for b in right]
    if len(compared) < 2:
        return compared[0] if compared else None
    return max(compared, key=lambda agreement: agreement.bits)


def _texts(names: tuple[Name, ...]) -> set[str]:
    return {token.text for name in names for token in name.tokens}


def _without(names: tuple[Name, ...], counted: set[str]) -> tuple[Name, ...]:
    bare = (
        name
        if counted.isdisjoint([token.text for token in name.tokens])
        else replace(name, tokens=tuple([token for token in name.tokens if token.text not in counted]))
        for name in names
    )
    return tuple([name for name in bare if not all(token.may_be_left_out for token in name.tokens)])


def _level(best: NameAgreement) -> str:
    if not best.laid:
        return "different"
    if best.open_left and best.open_right:
        return "partly"
    if best.open_left or best.open_right:
        return "shorter"
    return "same" if all(pair.is_equal for pair in best.laid) else "spelling"


def _family(best: NameAgreement, model: Model, *, less: float) -> float:
    """What relatives share: all parts but the one that is a person's own."""
    total = sum(pair.bits for pair in best.laid) - less
    if len(best.laid) < 2 and not (best.open_left and best.open_right):
        return 0.0
    is_part = best.open_left and best.open_right
    return total + model.family["name"].get("part" if is_part else "alike_in_all", 0.0)
