"""recordlinkage's unsupervised ECM classifier on two files: `run_ecm.py CLAIMS REGISTER OUT`.

Its own index (blocks on one field at a time), its own comparisons, its own estimate of which pairs match; no labels.
OUT gets the best candidate of each claim, OUT.pairs every pair that the index proposed; both as CSV.
"""

import json
import sys
import time

import pandas as pd
import recordlinkage as rl

_NEAR = 0.85


def main(claims_file, register_file, out):
    started = time.perf_counter()
    claims, register = (pd.read_csv(f, dtype=str, index_col="unique_id") for f in (claims_file, register_file))
    index = rl.Index()
    large = len(register) > 50_000
    for column in ("born", "document", "phone", *(() if large else ("surname", "postcode", "first_name"))):
        if column in register:
            index.block(column)
    if large:
        index.block(["first_name", "surname"])
    # A block on an empty field would pair everybody who left it empty.
    pairs = index.index(claims, register)
    compare = rl.Compare()
    for column in ("first_name", "surname", "father", "place"):
        if column in register:
            compare.string(column, column, method="jarowinkler", threshold=_NEAR, label=column)
    for column in ("born", "document", "postcode", "phone"):
        if column in register:
            compare.string(column, column, method="damerau_levenshtein", threshold=_NEAR, label=column)
    for column in ("sex", "nationality"):
        if column in register:
            compare.exact(column, column, label=column)
    features = compare.compute(pairs, claims, register)
    classifier = rl.ECMClassifier()
    classifier.fit(features)
    p = classifier.prob(features)
    found = pd.DataFrame({"p": p.to_numpy(), "sum": features.sum(axis=1).to_numpy()}, index=pairs).reset_index()
    found.columns = ["claim", "candidate", "p", "score"]
    found[["claim", "candidate"]].to_csv(f"{out}.pairs", index=False)
    found.sort_values(["p", "score"], ascending=False).drop_duplicates("claim").to_csv(out, index=False)
    print(json.dumps({"seconds": time.perf_counter() - started, "pairs": len(pairs)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
