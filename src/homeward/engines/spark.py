"""Proposes from a register that lies beyond one machine: Spark brings its parts, the keys are the index's own.

Each part is keyed where it lies, by the functions that make an index; how common words are is summed over the parts.
With these sums each part gives the entries that could be candidates of a claim. They make a small index on the driver,
which is asked as any other: whoever is left out could not have been chosen, so it answers as an index of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from homeward.engines.candidates import find_contenders
from homeward.engines.columns import COLUMNS
from homeward.engines.index import is_index, open_index, read_rows, write_tables
from homeward.engines.keying import GAP, key_rows
from homeward.engines.mapping import ColumnMapping
from homeward.engines.propose import Proposal, propose_in
from homeward.engines.register import read_register
from homeward.errors import InputError, Spot
from homeward.match.features import Features, prepare
from homeward.match.model import Model
from homeward.policy import Policy
from homeward.record import PersonRecord

if TYPE_CHECKING:
    import duckdb
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

    Batches = Iterator[pyarrow.RecordBatch]
    Sums = dict[str, list[Any]]

_ENTRY = ("row", "id", *COLUMNS)
_ENTRY_TYPES = ", ".join(f"{name} {'long' if name == 'row' else 'string'}" for name in _ENTRY)
_COUNT_TYPES = "part string, word string, code int, times long"
_COUNT = """
SELECT 'rows' AS part, '' AS word, 0 AS code, count(*) AS times FROM fresh
UNION ALL SELECT 'voice', form, code, 1 FROM made_voice
UNION ALL SELECT 'code_size', '', code, times FROM made_code_size
UNION ALL SELECT attribute, word, 0, times FROM made_rarity
"""
_SUMS = """
CREATE OR REPLACE TEMP TABLE made_voice AS SELECT word AS form, code FROM summed WHERE part = 'voice';
CREATE OR REPLACE TEMP TABLE made_code_size AS SELECT code, times FROM summed WHERE part = 'code_size';
CREATE OR REPLACE TEMP TABLE made_rarity AS SELECT part AS attribute, word, times FROM summed
WHERE part NOT IN ('rows', 'voice', 'code_size')
"""
_BLOCK = 5_000  # claims that a part is asked for at once


def propose_spark(
    claims: Sequence[PersonRecord],
    register: str | Path,
    *,
    model: Model,
    policy: Policy,
    session: SparkSession,
    mapping: ColumnMapping | None = None,
) -> tuple[Proposal, ...]:
    """Return what `propose` returns, as Spark finds it.

    `register` is whatever `propose` takes, or a folder or an address that Spark reads as Parquet. There the columns
    bear our names, and each birth date is read by itself.
    """
    with TemporaryDirectory(prefix="homeward-spark-") as folder:
        entries = _entries(register, Path(folder), session=session, mapping=mapping)
        sums = _sums(entries, at=Spot(file=Path(register).name))
        known = session.sparkContext.broadcast((sums, [prepare(claim) for claim in claims]))
        near = _collect(entries.mapInArrow(lambda batches: _find(batches, *known.value), _ENTRY_TYPES))
    with _keyed(near.sort_by("row")) as connection:
        _index(connection, sums)
        return propose_in(read_register(connection), claims, model=model, policy=policy)


def _entries(register: str | Path, folder: Path, *, session: SparkSession, mapping: ColumnMapping | None) -> DataFrame:
    """Return the rows of a register, each with a number; those of a file by way of Parquet, which comes in parts."""
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions

    if Path(register).is_file():
        return session.read.parquet(_write_rows(Path(register), folder, mapping=mapping))
    at = Spot(file=Path(register).name)
    try:
        found = session.read.parquet(str(register))
    except AnalysisException:
        raise InputError("input.missing-file", at=at) from None
    for needed in (("id",), ("name", "name_native")):
        if not set(needed) & set(found.columns):
            raise InputError("input.missing-column", at=Spot(file=at.file, column=needed[0]))
    none = functions.lit(None).cast("string")
    texts = [found[n].cast("string") if n in found.columns else none.alias(n) for n in ("id", *COLUMNS)]
    entries = found.select(functions.monotonically_increasing_id().alias("row"), *texts)
    counts = entries.select(functions.count("*").alias("rows"), functions.count_distinct("id").alias("ids"))
    if len({count for column in _collect(counts).columns for count in column.to_pylist()}) > 1:
        raise InputError("input.bad-value", "an id is empty or stands twice", at=Spot(file=at.file, column="id"))
    return entries


def _write_rows(register: Path, folder: Path, *, mapping: ColumnMapping | None) -> str:
    """Write the rows of a file or an index as Parquet and return where."""
    import duckdb

    out = str(folder / "rows.parquet")
    if is_index(register):
        parts = (f"string_split(text, '{GAP}')[{place}] AS {name}" for place, name in enumerate(("id", *COLUMNS), 1))
        with open_index(register) as connection:
            rows = f"SELECT row::BIGINT AS row, {', '.join(parts)} FROM entry"  # noqa: S608 - own names
            connection.sql(rows).write_parquet(out)
        return out
    with duckdb.connect(str(folder / "rows.duckdb")) as connection:
        read_rows(connection, register, mapping=mapping)
        connection.sql("SELECT * REPLACE (row::BIGINT AS row) FROM fresh").write_parquet(out)
    return out


def _sums(entries: DataFrame, *, at: Spot) -> Sums:
    """Return how many entries there are and have each word; a word of one entry is as rare as a word of none."""
    counted = entries.mapInArrow(_count, _COUNT_TYPES).groupBy("part", "word", "code").sum("times")
    summed = counted.toDF("part", "word", "code", "times")
    sums: Sums = _collect(summed.where("times > 1 OR part IN ('rows', 'voice', 'code_size')")).to_pydict()
    if not sums["part"]:
        raise InputError("input.empty", at=at)
    return sums


def _collect(frame: DataFrame) -> pyarrow.Table:
    """Return the rows of a frame; what a failed task says may quote what it worked on and stays unsaid."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        return frame.toArrow()
    except (PySparkException, Py4JError) as error:
        raise InputError("input.damaged", f"a part of the register: {type(error).__name__}") from None


# ---- where a part lies -----------------------------------------------------------------------------------------------


def _count(batches: Batches) -> Batches:
    """Yield how many entries of a part have each word, and the codes of its words."""
    if part := _part(batches):
        with _keyed(part) as connection:
            yield from connection.sql(_COUNT).to_arrow_table().to_batches()


def _find(batches: Batches, sums: Sums, claims: Sequence[Features]) -> Batches:
    """Yield the entries of a part that may be candidates in the whole."""
    import pyarrow

    if part := _part(batches):
        with _keyed(part) as connection:
            _index(connection, sums)
            register = read_register(connection)
            rows: set[int] = set()
            for start in range(0, len(claims), _BLOCK):
                rows.update(find_contenders(register, claims[start : start + _BLOCK]))
        yield from part.take(pyarrow.array([row - 1 for row in sorted(rows)], pyarrow.int64())).to_batches()


def _part(batches: Batches) -> pyarrow.Table | None:
    """Return a part as one table, None where it has no rows."""
    import pyarrow

    found = [batch for batch in batches if batch.num_rows]
    return pyarrow.Table.from_batches(found) if found else None


def _keyed(part: pyarrow.Table) -> duckdb.DuckDBPyConnection:
    """Return a connection where a part of a register is keyed, its rows numbered from 1."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    connection.register("part", part.drop_columns(["row"]))
    connection.execute("CREATE TEMP TABLE fresh_row AS SELECT * FROM part")
    connection.execute("CREATE TEMP VIEW fresh AS SELECT (rowid + 1)::INTEGER AS row, * FROM fresh_row")
    key_rows(connection, "fresh")
    return connection


def _index(connection: duckdb.DuckDBPyConnection, sums: Sums) -> None:
    """Make the keyed part an index by itself, in which words are as common as in the whole."""
    import pyarrow

    connection.register("summed", pyarrow.table(sums))
    connection.execute(_SUMS)
    write_tables(connection, rows=sums["times"][sums["part"].index("rows")])
