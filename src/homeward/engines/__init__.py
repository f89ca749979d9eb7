"""The same matching where the data is: `link` overlapping lists, `propose` entries of a register, columns in and out."""

from __future__ import annotations

from homeward.engines.columns import read_parquet, write_parquet
from homeward.engines.link import LinkResult, PairDecision, link
from homeward.engines.propose import Proposal, propose

__all__ = ["LinkResult", "PairDecision", "Proposal", "link", "propose", "read_parquet", "write_parquet"]
