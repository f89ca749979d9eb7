"""Matching beside its peers: `.venv/bin/python -m bench.match [--only febrl,names] [--quick] [-o docs/bench-match.md]`.

Sets: febrl, historical, world, names, million (10 M register), lists. Each prints its rows; with -o they replace those
of the same set in the page, and everything else there stays. Peers run in environments of their own under `.bench`.
Data that the project does not ship: HOMEWARD_HISTORICAL (or --historical), `historical_figures_with_errors_50k.parquet`
of moj-analytical-services/splink_datasets, MIT; HOMEWARD_NAMES (or --names), a folder of files of lines
`written<TAB>latin|latin`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.match.page import HEAD, put

SETS = {
    "febrl": "febrl",
    "historical": "historical",
    "world": "demo",
    "names": "names",
    "million": "million",
    "lists": "lists",
}


def main() -> None:
    """Measure the sets asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SETS), help="sets with commas between (all)")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs")
    parser.add_argument("--historical", type=Path, default=os.environ.get("HOMEWARD_HISTORICAL"), metavar="FILE")
    parser.add_argument("--names", type=Path, default=os.environ.get("HOMEWARD_NAMES"), metavar="DIR")
    parser.add_argument("--world", type=Path, metavar="DIR", help="where worlds are kept from run to run")
    parser.add_argument("--splink-10m", action="store_true", help="Splink against 10 M too: about 7 GB")
    parser.add_argument("-o", "--output", type=Path, help="put the results into this page")
    options = parser.parse_args()
    names = options.only.split(",")
    for name in names:
        if len(names) > 1:  # each by itself: the memory of what a process starts is never less than its own
            subprocess.run([sys.executable, "-m", "bench.match", *sys.argv[1:], "--only", name], check=True)
        else:
            measure(name, options)


def measure(name: str, options: argparse.Namespace) -> None:
    """Measure one set, print it, and put it into the page."""
    module = importlib.import_module(f"bench.match.{SETS[name]}")
    with tempfile.TemporaryDirectory() as folder:
        result = module.measure(Path(folder), options=options)
    print("\n".join([*HEAD, *map(str, result.rows), "", *result.lines]), flush=True)
    if options.output and not options.quick:
        put(options.output, result)
    elif options.output:
        print("quick figures are not put into a page", file=sys.stderr)


if __name__ == "__main__":
    main()
