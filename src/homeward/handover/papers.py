"""The columns of the papers that tell of a hand-over: headcounts on the way, and who has come home."""

from __future__ import annotations

COUNTS = ("batch", "point", "counted", "absent", "reason", "signed_by", "countersigned_by")
ARRIVALS = ("list", "reference", "arrived_on", "place")
