"""Proposes, at a state's own desk, which entry of its register a claimed national is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from homeward.engines.candidates import find_candidates
from homeward.engines.given import ArrowTable, Records, as_records, as_register
from homeward.engines.mapping import ColumnMapping
from homeward.engines.register import Register, open_register
from homeward.engines.workers import found_by, worth
from homeward.match.compare import Comparison, compare
from homeward.match.decide import Decision, decide, posterior
from homeward.match.explain import explain
from homeward.match.features import Features, prepare
from homeward.match.model import Model, with_rarity
from homeward.match.question import best_question
from homeward.policy import Policy
from homeward.record import PersonRecord

_BLOCK = 5_000  # claims that are looked up together


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The machine's word on one claim: `p` that it is `candidate`, `p_relative` that it is a close relative of somebody
    in the register, `p_nobody` that it is nobody in it. No candidate: None, with empty bits and `p` 0.

    `rivals` are the next candidates, surest first, with their probabilities; `why` explains the first.
    `question` names the field that would tell best who it is; `unsearched` the fields that were not given, so that
    an entry which differs in the others could not be found.
    """

    claim: str
    candidate: str | None
    bits: dict[str, float]
    levels: dict[str, str]
    total_bits: float
    p: float
    p_relative: float
    p_nobody: float
    decision: Decision
    rivals: tuple[tuple[str, float], ...] = ()
    question: str = ""
    why: tuple[str, ...] = ()
    unsearched: tuple[str, ...] = ()


def propose(
    claims: Records,
    register: str | Path | ArrowTable,
    *,
    model: Model,
    policy: Policy,
    mapping: ColumnMapping | None = None,
    workers: int = 0,
) -> tuple[Proposal, ...]:
    """Return one proposal for each claim, in the order of their ids; each entry is proposed for one claim at most.

    Instead of records: a table that streams Arrow. `register` is an index, or any source of rows with the columns of
    `docs/reference/files.md`, such a table too; what is no index is indexed in memory. Of an index, many claims are
    shared by so many `workers`, processes of this machine: as many as pay, if none are said. What they find is the
    same.
    """
    with open_register(as_register(register), mapping=mapping) as opened:
        return propose_in(opened, as_records(claims), model=model, policy=policy, workers=workers)


def propose_in(
    register: Register, claims: Sequence[PersonRecord], *, model: Model, policy: Policy, workers: int = 0
) -> tuple[Proposal, ...]:
    """Do the same in an open register."""
    workers = workers or worth(len(claims))
    if register.path is None or workers == 1:
        found = find_all(register, claims, model=model, policy=policy)
    else:
        found = found_by(workers, claims, register.path, find=find_all, model=model, policy=policy)
    return _one_to_one(found, policy=policy)


def find_all(
    register: Register, claims: Sequence[PersonRecord], *, model: Model, policy: Policy
) -> tuple[Proposal, ...]:
    """Return the proposals for claims, each by itself: several may be proposed one entry."""
    return tuple(_found(register, claims, model=model, policy=policy))


def find_in(register: Register, claim: PersonRecord, *, model: Model, policy: Policy) -> Proposal:
    """Return the proposal for one claim by itself; a register that is open answers within milliseconds."""
    return next(_found(register, [claim], model=model, policy=policy))


def compared(register: Register, claims: Sequence[PersonRecord], *, model: Model) -> dict[str, tuple[Comparison, ...]]:
    """Return by claim all the comparisons that `propose` chooses from, and none of what it does with them."""
    return {claim.id: found for claim, _, found in compare_in(register, claims, model=model)}


def compare_in(
    register: Register, claims: Sequence[PersonRecord], *, model: Model
) -> Iterator[tuple[Features, dict[str, Features], tuple[Comparison, ...]]]:
    """Yield for each claim, in the order of their ids, the entries that it was compared with and how they compare.

    All that could be more than "different", or could matter beside the best; the best promise first. `model` is
    weighed by how rare words are in the register. Claims are taken in blocks, so that memory stays bounded.
    """
    for block in _blocks(claims):
        yield from compare_features(register, [prepare(claim) for claim in block], model=model)


def compare_features(
    register: Register, asked: Sequence[Features], *, model: Model
) -> Iterator[tuple[Features, dict[str, Features], tuple[Comparison, ...]]]:
    """Yield the same for claims that are ready, all looked up together, in their order."""
    weighing = with_rarity(model, register.rarity())
    near = find_candidates(register, asked)
    rows = register.entries(sorted({row for found in near for row in found}))
    for claim, found in zip(asked, near, strict=True):
        entries = {rows[row].id: rows[row] for row in found}
        yield claim, entries, tuple(compare(claim, entry, weighing) for entry in entries.values())


def _blocks(claims: Sequence[PersonRecord]) -> Iterator[list[PersonRecord]]:
    ordered = sorted(claims, key=lambda claim: claim.id)
    for start in range(0, len(ordered), _BLOCK):
        yield ordered[start : start + _BLOCK]


def _found(register: Register, claims: Sequence[PersonRecord], *, model: Model, policy: Policy) -> Iterator[Proposal]:
    for claim, entries, comparisons in compare_in(register, claims, model=model):
        proposal = _proposal(claim, comparisons, size=register.size, model=model, policy=policy)
        top = [entries[key] for key in (proposal.candidate, *(rival for rival, _ in proposal.rivals)) if key]
        yield replace(proposal, question=best_question(claim, top))


def _proposal(
    claim: Features, comparisons: Sequence[Comparison], *, size: int, model: Model, policy: Policy
) -> Proposal:
    chances = posterior(comparisons, size=size, model=model)
    ranked = sorted(zip(chances.candidates, comparisons, strict=True), key=lambda pair: (-pair[0], pair[1].right))
    relative, nobody = round(chances.relative, 6), round(chances.nobody, 6)
    if not ranked:
        return _nothing(claim, relative=relative, nobody=nobody)
    p, best = ranked[0]
    decision = decide(best, p, max_false=policy.propose_max_false, min_review=policy.propose_min_review, model=model)
    return Proposal(
        claim=claim.id,
        candidate=best.right,
        bits=best.bits,
        levels=best.levels,
        total_bits=best.total_bits,
        p=round(p, 6),
        p_relative=relative,
        p_nobody=nobody,
        decision=decision,
        rivals=tuple((other.right, round(chance, 6)) for chance, other in ranked[1:6]),
        why=explain(best),
        unsearched=unsearched(claim),
    )


def _nothing(claim: Features, *, relative: float, nobody: float) -> Proposal:
    return Proposal(
        claim=claim.id,
        candidate=None,
        bits={},
        levels={},
        total_bits=0.0,
        p=0.0,
        p_relative=relative,
        p_nobody=nobody,
        decision=Decision.DIFFERENT,
        unsearched=unsearched(claim),
    )


def unsearched(claim: Features) -> tuple[str, ...]:
    """Return the fields without which entries that differ in the others could not have been found."""
    missing = {
        "name": not claim.names,
        "born": not claim.born,
        "document": not claim.documents,
        "phone": not claim.phones,
    }
    return tuple(field for field, is_missing in missing.items() if is_missing)


def _one_to_one(proposals: Sequence[Proposal], *, policy: Policy) -> tuple[Proposal, ...]:
    """Let claims that are proposed the same entry weigh against each other; at most one of them keeps "same"."""
    claimants: defaultdict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.candidate and proposal.decision is not Decision.DIFFERENT:
            claimants[proposal.candidate].append(proposal)
    settled = []
    for proposal in proposals:
        rivals = [other for other in claimants.get(proposal.candidate or "", ()) if other.claim != proposal.claim]
        if proposal.decision is Decision.SAME and rivals:
            odds = _odds(proposal.p)
            p = odds / (1 + odds + sum(_odds(other.p) for other in rivals))
            if p < 1 - policy.propose_max_false:
                proposal = replace(proposal, p=round(p, 6), decision=Decision.UNDECIDED)
        settled.append(proposal)
    return tuple(settled)


def _odds(p: float) -> float:
    return p / max(1e-6, 1 - p)
