"""Proposes, at a state's own desk, which entry of its register a claimed national is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING

from homeward.engines.candidates import find_candidates
from homeward.engines.columns import COLUMNS, to_record
from homeward.engines.index import open_register, put_rows, read_rarity, register_size
from homeward.engines.sift import LEAST_PROMISE, promise
from homeward.match.compare import Comparison, compare
from homeward.match.decide import Decision, decide, posterior
from homeward.match.explain import explain
from homeward.match.features import Features, prepare
from homeward.match.model import Model, with_rarity
from homeward.match.question import best_question
from homeward.match.rarity import NAMED
from homeward.policy import Policy
from homeward.record import PersonRecord, Source

if TYPE_CHECKING:
    import duckdb

_CHEAP = ("sex", "born", "nationality", "document", "phone")
_SLACK = 8.0  # bits: what spelling and the dearer attributes may add to what a pair promises
# Who promises so many bits less than the best candidate could not catch up by parents and places.
_BEHIND = 24.0


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
    claims: Sequence[PersonRecord], register: str | Path, *, model: Model, policy: Policy
) -> tuple[Proposal, ...]:
    """Return one proposal for each claim, in the order of their ids; each entry is proposed for one claim at most.

    `register` is an index, or a CSV or Parquet file with the columns of `docs/reference/files.md`.
    """
    with open_register(Path(register)) as connection:
        return propose_in(connection, claims, model=model, policy=policy)


def propose_in(
    connection: duckdb.DuckDBPyConnection, claims: Sequence[PersonRecord], *, model: Model, policy: Policy
) -> tuple[Proposal, ...]:
    """Do the same in an open register."""
    asked = {claim.id: prepare(claim) for claim in sorted(claims, key=lambda claim: claim.id)}
    near = _sifted(connection, asked, model=model)
    rows = read_entries(connection, sorted({row for found in near.values() for row in found}))
    words = _words([*asked.values(), *rows.values()])
    weighing = with_rarity(model, read_rarity(connection, words))
    size = register_size(connection)
    proposals = []
    for claim in asked.values():
        entries = {rows[row].id: rows[row] for row in near[claim.id]}
        comparisons = [compare(claim, entry, weighing) for entry in entries.values()]
        proposal = _proposal(claim, comparisons, size=size, model=weighing, policy=policy)
        top = [entries[key] for key in (proposal.candidate, *(rival for rival, _ in proposal.rivals)) if key]
        proposals.append(replace(proposal, question=best_question(claim, top)))
    return _one_to_one(proposals, policy=policy)


def _sifted(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Features], *, model: Model
) -> dict[str, list[int]]:
    """Return the rows to compare each claim with: candidates whose dates and numbers leave something to hope for."""
    found = find_candidates(connection, asked.values())
    bare = read_entries(connection, sorted({row for rows in found.values() for row in rows}), columns=_CHEAP)
    least = max(LEAST_PROMISE, log2(register_size(connection)) - _SLACK)
    sifted = {}
    for key, claim in asked.items():
        hopes = {
            row: promise(claim, bare[row], shared=shared, model=model) for row, shared in found.get(key, {}).items()
        }
        enough = max(least, max(hopes.values(), default=0.0) - _BEHIND)
        sifted[key] = [row for row, hope in hopes.items() if hope >= enough]
    return sifted


def read_entries(
    connection: duckdb.DuckDBPyConnection, wanted: Sequence[int], *, columns: Sequence[str] = tuple(COLUMNS)
) -> dict[int, Features]:
    """Return the entries of the register that stand in these rows, as far as these columns tell."""
    put_rows(connection, "wanted_row", {"row": 0}, [(row,) for row in wanted] or [(-1,)])
    query = f"SELECT row, id, {', '.join(columns)} FROM person SEMI JOIN wanted_row USING (row)"  # noqa: S608 - own names
    source = Source(list_id="register")
    entries = {}
    for values in connection.execute(query).fetchall():
        row = dict(zip(columns, values[2:], strict=True))
        entries[int(values[0])] = prepare(to_record(values[1], row, source=source))
    return entries


def _words(records: Sequence[Features]) -> set[str]:
    names = (name for record in records for attribute in NAMED for name in getattr(record, f"{attribute}s"))
    words = {token.text for name in names for token in name.tokens}
    return words | {record.nationality for record in records} | {record.postcode for record in records}


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
