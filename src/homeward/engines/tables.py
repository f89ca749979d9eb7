"""Tables in and out as a library: records from anything that streams Arrow, and results that any such thing reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from homeward.engines.columns import as_arrays, write_csv, write_parquet
from homeward.match.compare import ATTRIBUTES

if TYPE_CHECKING:
    from homeward.engines.link import LinkResult
    from homeward.engines.propose import Proposal

BITS = {f"bits_{name}": f"the evidence of {name}" for name in ATTRIBUTES}
# The columns of OUT in their order, and what stands in them: `docs/reference/files.md` is made of these tables.
PAIR_COLUMNS = {
    "left": "the id of one record: its list, a colon, its id there",
    "right": "the id of the other; `left` comes first in order",
    "decision": "`same` or `undecided`; a pair that is neither is not written",
    "p": "that they are one person",
    "bits": "the evidence in sum, log2",
    **BITS,
    "person": "a number shared by pairs that make one person; empty where the two are not joined",
}
PROPOSAL_COLUMNS = {
    "claim": "the claim's id",
    "candidate": "the id of the entry proposed for it; empty where there is none",
    "bits": "the evidence in sum, log2",
    "p": "that it is the candidate",
    "p_relative": "that it is a close relative of somebody in the register",
    "p_nobody": "that it is nobody in it",
    "decision": "`same`, `undecided` or `different`",
    **BITS,
    "question": "the field that would separate the candidates best",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """Columns of one length, in their order; streams Arrow, so that `polars.DataFrame(table)` and the like read it."""

    columns: Mapping[str, Sequence[object]]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the columns as an Arrow stream."""
        import duckdb

        connection = duckdb.connect()
        connection.register("result", as_arrays(self.columns, file="result"))
        return connection.sql("SELECT * FROM result").__arrow_c_stream__(requested_schema)

    def write(self, path: Path) -> None:
        """Write the table as Parquet where the path says so, else as CSV; all of it or nothing."""
        (write_parquet if path.suffix.lower() == ".parquet" else write_csv)(path, self.columns)


def pairs_table(found: LinkResult) -> ResultTable:
    """Return the pairs of a link with their decisions, bits and the people they make, in the columns `PAIR_COLUMNS`."""
    group = {key: str(place) for place, keys in enumerate(found.clusters, start=1) for key in keys}
    rows = [
        {
            "left": pair.left,
            "right": pair.right,
            "decision": str(pair.decision),
            "p": pair.p,
            "bits": pair.total_bits,
            **_bits(pair.bits),
            "person": group.get(pair.left) if group.get(pair.left) == group.get(pair.right) else None,
        }
        for pair in found.pairs
    ]
    return ResultTable(columns={name: [row[name] for row in rows] for name in PAIR_COLUMNS})


def proposals_table(proposals: Sequence[Proposal]) -> ResultTable:
    """Return one row a claim, with its probabilities, decision and bits, in the columns `PROPOSAL_COLUMNS`."""
    rows = [
        {
            "claim": proposal.claim,
            "candidate": proposal.candidate,
            "bits": proposal.total_bits,
            "p": proposal.p,
            "p_relative": proposal.p_relative,
            "p_nobody": proposal.p_nobody,
            "decision": str(proposal.decision),
            **_bits(proposal.bits),
            "question": proposal.question,
        }
        for proposal in proposals
    ]
    return ResultTable(columns={name: [row[name] for row in rows] for name in PROPOSAL_COLUMNS})


def _bits(bits: Mapping[str, float]) -> dict[str, object]:
    return {f"bits_{name}": float(bits.get(name, 0.0)) for name in ATTRIBUTES}
