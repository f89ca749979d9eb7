"""The planner beside first come first served and priority greedy, on synthetic people of the published make-up.

.venv/bin/python bench/plan.py [--seconds 5,20] [--sizes 1030,7141,10000] [-o docs/bench-plan.md]
"""

from __future__ import annotations

import argparse
import random
from datetime import date, timedelta
from pathlib import Path

from homeward.plan import Capacity, Expected, Problem, Unit, solve
from homeward.plan.greedy import by_priority, fill
from homeward.plan.result import total_cost
from homeward.plan.slots import Slots

# Totals of the list of 7,141 names of February 2025 (Thai press, rows as printed).
MAKE_UP = {
    "CHN": 4860, "VNM": 572, "IND": 526, "ETH": 430, "IDN": 283, "PHL": 127, "PAK": 78, "MYS": 70, "KEN": 64,
    "ZAF": 26, "TWN": 25, "NPL": 17, "UGA": 13, "XXA": 9, "LKA": 8, "UZB": 8, "NGA": 7, "GHA": 6, "BGD": 6,
    "CMR": 6, "NAM": 4, "RWA": 4, "TUN": 3, "CZE": 2, "LAO": 1, "ROU": 1, "DZA": 1, "SGP": 1,
}  # fmt: skip
LARGE = ("CHN", "VNM", "IND", "ETH", "IDN", "PHL")
START = date(2025, 2, 24)


def make_capacity(*, days: int, cap: int) -> Capacity:
    """Chinese on Wednesday to Friday with planes; large nationalities twice, small ones once in one or two weeks."""
    bridge = {"id": "bridge-2", "cap": cap, "weekdays": ["mon", "tue", "wed", "thu", "fri"]}
    freight = {"id": "post-28", "cap": cap // 4, "weekdays": ["mon", "tue", "thu"]}
    presence, carriers, nationality_days = [], [], [{"nationality": "CHN", "weekdays": ["wed", "thu", "fri"]}]
    for number, nationality in enumerate(MAKE_UP):
        for crossing in ("bridge-2", "post-28"):
            row: dict[str, object] = {"nationality": nationality, "crossing": crossing}
            if nationality == "CHN":
                row["weekdays"] = ["wed", "thu", "fri"]
            elif nationality in LARGE:
                row |= {"weekdays": [("mon", "tue", "wed", "thu")[number % 4], "mon"], "quota": 60}
            else:
                first = START + timedelta(days=number % 4)
                dates = [first + timedelta(days=step) for step in range(0, days, 14 if number > 12 else 7)]
                row |= {"dates": dates, "quota": 20}
            presence.append(row)
    for crossing in ("bridge-2", "post-28"):
        carriers += [
            {"id": f"plane-chn-{crossing}", "kind": "charter", "crossing": crossing, "seats": 76, "vehicles": 4,
             "minimum": 60, "nationalities": ["CHN"]},
            {"id": f"plane-vnm-{crossing}", "kind": "charter", "crossing": crossing, "seats": 50, "vehicles": 1,
             "minimum": 33, "nationalities": ["VNM"], "weekdays": ["mon"]},
            {"id": f"bus-{crossing}", "kind": "bus", "crossing": crossing, "seats": 25, "vehicles": 5},
        ]  # fmt: skip
    return Capacity.from_table({
        "horizon": {"from": START, "days": days}, "crossing": [bridge, freight], "nationality_days": nationality_days,
        "site": [{"id": "a", "crossing": "bridge-2"}, {"id": "b", "crossing": "bridge-2"},
                 {"id": "c", "crossing": "post-28"}],
        "presence": presence, "carrier": carriers,
    })  # fmt: skip


def make_problem(people: int, *, seed: int) -> Problem:
    """People alone (85 %) and in groups of two to five, ready over the first two thirds of the horizon."""
    rng = random.Random(seed)
    days = 30 if people < 5000 else 60
    capacity = make_capacity(days=days, cap=120 if people < 5000 else 300)
    units: list[Unit] = []
    made = 0
    while made < people:
        size = min(people - made, 1 if rng.random() < 0.85 else rng.randint(2, 5))
        nationality = rng.choices(list(MAKE_UP), weights=list(MAKE_UP.values()))[0]
        name = f"u{len(units)}"
        ready = START + timedelta(days=rng.randint(-10, days * 2 // 3))
        units.append(
            Unit(
                id=name, people=tuple(f"{name}-{n}" for n in range(size)), nationalities=(nationality,) * size,
                site=rng.choice("aabbc"), standing=Expected(ready_on=ready, sure=rng.choice((1.0, 1.0, 0.8))),
                weight=rng.choices((1.0, 1.5, 3.0), weights=(80, 15, 5))[0],
            )
        )  # fmt: skip
        made += size
    return Problem(capacity=capacity, units=tuple(units))


def bench(people: int, *, seconds: float) -> str:
    """One row of the table."""
    problem = make_problem(people, seed=people)
    slots = Slots(problem)
    fill(slots, order=by_priority)
    greedy = total_cost(problem, {unit: day for unit, (_, day, _) in slots.placed.items()})
    result = solve(problem, seconds=seconds, seed=1)
    ours, first = result.measures, result.first_come
    return (
        f"| {people:,} | {first.cost:,.0f} | {greedy:,.0f} | **{result.cost:,.0f}** | {result.bound:,.0f} "
        f"| {result.gap:.2%} | {seconds:g} | {result.seconds:.1f} | {first.people:,} / {ours.people:,} "
        f"| {first.mean_days:.2f} / {ours.mean_days:.2f} | {first.p95_days} / {ours.p95_days} "
        f"| {first.worst_mean_days:.1f} / {ours.worst_mean_days:.1f} | {result.method} |"
    )


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", default="5,20", help="time limits to try")
    parser.add_argument("--sizes", default="1030,7141,10000")
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    lines = [
        "| people | cost first come | cost greedy | cost plan | bound | gap | limit s | took s "
        "| planned first come / plan | mean days | p95 days | worst nationality, mean days | method |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for size in args.sizes.split(","):
        for seconds in args.seconds.split(","):
            lines.append(bench(int(size), seconds=float(seconds)))
            print(lines[-1], flush=True)
    if args.output:
        head = "# The planner, measured\n\nCommand: `.venv/bin/python bench/plan.py"
        note = (
            f" --seconds {args.seconds}` (two shared cores, one thread). Synthetic people, the published make-up by "
            "nationality;\ncosts are weighted waiting days with overdue charge. Columns with two figures: first come "
            "first served / plan.\n\n"
        )
        args.output.write_text(head + note + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
