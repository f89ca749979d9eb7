"""The same matching where the data is: link overlapping lists, propose entries of a register, columns in and out."""

from __future__ import annotations

from homeward.engines.columns import (
    COLUMNS,
    read_parquet,
    to_record,
    to_records,
    write_csv,
    write_parquet,
)
from homeward.engines.fit import fit_claims, fit_lists
from homeward.engines.given import ArrowTable
from homeward.engines.index import write_index
from homeward.engines.link import LinkResult, PairDecision, link
from homeward.engines.mapping import SOURCE_KEYS, TAKEN, ColumnMapping, read_column_mapping
from homeward.engines.propose import Proposal, compare_in, compared, find_in, propose, propose_in
from homeward.engines.raw import reading
from homeward.engines.register import Register, open_register
from homeward.engines.relink import Memory, memory_at
from homeward.engines.session import OpenDesk, log_asked, open_desk
from homeward.engines.sources import (
    SourceTable,
    check_rows,
    is_table,
    mapping_beside,
    read_source,
    read_table,
    source_table,
)
from homeward.engines.spark import propose_spark
from homeward.engines.spark_session import open_session
from homeward.engines.tables import (
    BITS,
    PAIR_COLUMNS,
    PROPOSAL_COLUMNS,
    ResultTable,
    pairs_table,
    proposals_table,
)

__all__ = [
    "BITS",
    "COLUMNS",
    "PAIR_COLUMNS",
    "PROPOSAL_COLUMNS",
    "SOURCE_KEYS",
    "TAKEN",
    "ArrowTable",
    "ColumnMapping",
    "LinkResult",
    "Memory",
    "OpenDesk",
    "PairDecision",
    "Proposal",
    "Register",
    "ResultTable",
    "SourceTable",
    "check_rows",
    "compare_in",
    "compared",
    "find_in",
    "fit_claims",
    "fit_lists",
    "is_table",
    "link",
    "log_asked",
    "mapping_beside",
    "memory_at",
    "open_desk",
    "open_register",
    "open_session",
    "pairs_table",
    "proposals_table",
    "propose",
    "propose_in",
    "propose_spark",
    "read_column_mapping",
    "read_parquet",
    "read_source",
    "read_table",
    "reading",
    "source_table",
    "to_record",
    "to_records",
    "write_csv",
    "write_index",
    "write_parquet",
]
