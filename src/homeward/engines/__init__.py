"""The same matching where the data is: link overlapping lists, propose entries of a register, columns in and out."""

from __future__ import annotations

from homeward.engines.columns import (
    COLUMNS,
    read_parquet,
    read_table,
    to_record,
    to_records,
    write_csv,
    write_parquet,
)
from homeward.engines.index import write_index
from homeward.engines.link import LinkResult, PairDecision, link
from homeward.engines.propose import Proposal, propose

__all__ = [
    "COLUMNS",
    "LinkResult",
    "PairDecision",
    "Proposal",
    "link",
    "propose",
    "read_parquet",
    "read_table",
    "to_record",
    "to_records",
    "write_csv",
    "write_index",
    "write_parquet",
]
