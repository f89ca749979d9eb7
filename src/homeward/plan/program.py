"""A linear program while it is written down, column by column and row by row, and its hand-over to HiGHS."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

# `highspy.Highs` prints a banner on stdout before it can be told not to, and stdout may be somebody's JSON line.
from highspy._core import _Highs

# The scheduler of HiGHS is shared by the process and takes the first value; one thread is the same on every machine.
THREADS = 1
INFINITY: float = highspy.kHighsInf


@dataclass(slots=True)
class Program:
    """Columns (all from 0 up), rows as sums between two limits, and a constant; the least cost is looked for."""

    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, list[tuple[int, float]]]] = field(default_factory=list)
    offset: float = 0.0

    def column(self, *, cost: float = 0.0, upper: float = INFINITY, whole: bool) -> int:
        """Add a column and return its number."""
        self.costs.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, entries: list[tuple[int, float]], *, low: float = -INFINITY, high: float = INFINITY) -> None:
        """Add a row: the sum of value times column lies from `low` to `high`."""
        self.rows.append((low, high, entries))

    def load(self, *, seconds: float, seed: int, gap: float = 0.0) -> _Highs:
        """Hand the program to a HiGHS that has not run yet. `gap` is relative, of a program with whole columns."""
        highs = _Highs()
        options: dict[str, bool | int | float] = {
            "output_flag": False,
            "threads": THREADS,
            "random_seed": seed,
            "time_limit": seconds,
            "mip_rel_gap": gap,
        }
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(self._table())
        return highs

    def _table(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_, lp.offset_ = np.array(self.costs), self.offset
        lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.array(self.upper)
        lp.row_lower_ = np.array([low for low, _, _ in self.rows])
        lp.row_upper_ = np.array([high for _, high, _ in self.rows])
        if any(self.whole):
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[whole] for whole in self.whole]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(entries) for _, _, entries in self.rows)])
        lp.a_matrix_.index_ = np.array([column for _, _, entries in self.rows for column, _ in entries], dtype=int)
        lp.a_matrix_.value_ = np.array([value for _, _, entries in self.rows for _, value in entries], dtype=float)
        return lp
