"""What is quickly written: rapidfuzz over anyascii, one threshold. `run_fuzzy.py SCORER CLAIMS REGISTER OUT`.

SCORER is token_set or jaro_winkler. A pair's score is the mean of the names' and the birth dates' likeness. In a small
register every claim meets every entry, in a large one those with its birth date or document number. OUT gets the best
candidate of each claim, OUT.pairs those that were looked at where not all were; both as CSV.
"""

import csv
import json
import sys
import time
from collections import defaultdict

import numpy as np
from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio, token_set_ratio
from rapidfuzz.process import cdist

_ALL = 50_000


def read(file):
    with open(file, newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        row["name"] = anyascii(row["name"]).lower()
    return rows


def names_alike(scorer):
    return token_set_ratio if scorer == "token_set" else lambda a, b, **_: 100 * JaroWinkler.similarity(a, b)


def everybody(claims, register, scorer):
    alike = {"token_set": token_set_ratio, "jaro_winkler": JaroWinkler.normalized_similarity}[scorer]
    by_name = cdist([r["name"] for r in claims], [r["name"] for r in register], scorer=alike, dtype=np.float32)
    by_name *= 1 if scorer == "token_set" else 100
    by_date = cdist([r["born"] for r in claims], [r["born"] for r in register], scorer=ratio, dtype=np.float32)
    scores = (by_name + by_date) / 2
    for row, claim in enumerate(claims):
        at = int(scores[row].argmax())
        yield claim["unique_id"], register[at]["unique_id"], float(scores[row, at])


def blocked(claims, register, scorer, pairs):
    alike = names_alike(scorer)
    sharing = defaultdict(list)
    for entry in register:
        for column in ("born", "document"):
            if entry[column]:
                sharing[column, entry[column]].append(entry)
    for claim in claims:
        best = ("", -1.0)
        for column in ("born", "document"):
            for entry in sharing.get((column, claim[column]), ()) if claim[column] else ():
                pairs.writerow((claim["unique_id"], entry["unique_id"]))
                score = (alike(claim["name"], entry["name"]) + ratio(claim["born"], entry["born"])) / 2
                best = max(best, (entry["unique_id"], score), key=lambda one: one[1])
        if best[0]:
            yield claim["unique_id"], *best


def main(scorer, claims_file, register_file, out):
    started = time.perf_counter()
    claims, register = read(claims_file), read(register_file)
    with open(out, "w", newline="") as found, open(f"{out}.pairs", "w", newline="") as looked:
        answers, pairs = csv.writer(found), csv.writer(looked)
        answers.writerow(("claim", "candidate", "score"))
        pairs.writerow(("claim", "candidate"))
        small = len(register) <= _ALL
        answers.writerows(everybody(claims, register, scorer) if small else blocked(claims, register, scorer, pairs))
    print(json.dumps({"seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
