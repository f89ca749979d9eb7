"""Attributes that are names in their way: the person's own names, father's and mother's, places."""

from __future__ import annotations

from collections.abc import Sequence

from homeward.match.compare.agreement import NOTHING_SAID, Agreement
from homeward.match.compare.names import NameAgreement, compare_names
from homeward.match.compare.spelled import Words, without, words_of
from homeward.match.features import Features
from homeward.match.model import Model
from homeward.record import Name


def agree_on_name(left: tuple[Name, ...], right: tuple[Name, ...], model: Model, *, nation: float = 0.0) -> Agreement:
    """Return how well the names agree that agree best. What both have in one script is not weighed across scripts too.

    Names go with nations: each further word says again part of the bits that the `nation` of the two is worth.
    """
    best = _best([words_of(a) for a in left], [words_of(b) for b in right], attribute="name", model=model)
    if best is None:
        return NOTHING_SAID
    less = nation * model.together.get("name", 0.0) * max(0, best.laid - 1)
    bits = max(best.bits - less, model.name["different"])
    return Agreement(level=_level(best), bits=round(bits, 2), family=round(_family(best, model, less=less), 2))


def agree_on_parent(left: Features, right: Features, *, attribute: str, nation: float, model: Model) -> Agreement:
    """Return how well a parent's names agree, leaving out the parts that both own names hold already."""
    counted = frozenset([text for name in (*left.names, *right.names) for text in words_of(name).texts])
    ours, theirs = ([words_of(name) for name in getattr(side, f"{attribute}s")] for side in (left, right))
    bare_ours, bare_theirs = _bare(ours, counted), _bare(theirs, counted)
    if not (bare_ours and bare_theirs):
        best = _best(ours, theirs, attribute=attribute, model=model)
        if best is not None and best.laid:
            return Agreement(level="in_name")
    return _agree(bare_ours or ours, bare_theirs or theirs, attribute=attribute, nation=nation, model=model)


def agree_on_words(
    left: tuple[Name, ...], right: tuple[Name, ...], *, attribute: str, nation: float, model: Model
) -> Agreement:
    """Return how well two texts agree, within what the model lets the attribute say at most and at least."""
    ours, theirs = [words_of(a) for a in left], [words_of(b) for b in right]
    return _agree(ours, theirs, attribute=attribute, nation=nation, model=model)


def _agree(left: Sequence[Words], right: Sequence[Words], *, attribute: str, nation: float, model: Model) -> Agreement:
    best = _best(left, right, attribute=attribute, model=model)
    if best is None:
        return NOTHING_SAID
    weights = model.weights[attribute]
    less = nation * model.together.get(attribute, 0.0) * best.laid
    shared = max(0.0, best.bits - less) if best.bits > 0 else best.bits
    bits = min(weights["most"], max(weights["different"], shared))
    family = max(bits, model.family.get(attribute, weights)["different"])
    return Agreement(level=_level(best), bits=round(bits, 2), family=round(family, 2))


def _best(left: Sequence[Words], right: Sequence[Words], *, attribute: str, model: Model) -> NameAgreement | None:
    if len(left) == 1 == len(right):
        return compare_names(left[0], right[0], attribute=attribute, model=model)
    pairs = [(a, b) for a in left for b in right]
    native = {a.script for a, b in pairs if a.script == b.script != "latin"}
    pairs = [(a, b) for a, b in pairs if a.script == b.script or native.isdisjoint((a.script, b.script))]
    compared = [compare_names(a, b, attribute=attribute, model=model) for a, b in pairs]
    return max(compared, key=lambda agreement: agreement.bits, default=None)


def _bare(names: Sequence[Words], counted: frozenset[str]) -> list[Words]:
    """Return the names without the words counted, those that keep a word which may not be left out."""
    return [bare for name in names if (bare := without(name, counted)).needed]


def _level(best: NameAgreement) -> str:
    if not best.laid:
        return "different"
    if best.open_left and best.open_right:
        return "partly"
    if best.open_left or best.open_right:
        return "shorter"
    return "same" if best.is_equal else "spelling"


def _family(best: NameAgreement, model: Model, *, less: float) -> float:
    """What relatives share: all parts but the one that is a person's own."""
    if best.laid < 2 and not (best.open_left and best.open_right):
        return 0.0
    is_part = best.open_left and best.open_right
    return best.shared - less + model.family["name"].get("part" if is_part else "alike_in_all", 0.0)
