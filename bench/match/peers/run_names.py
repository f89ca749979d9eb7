"""Scores pairs of names: `run_names.py SCORER PAIRS OUT`, a line `left<TAB>right` in, a number out.

SCORER: token_set and jaro_winkler are rapidfuzz over anyascii; logic_v2 is the name part of OpenSanctions' matcher.
"""

import json
import sys
import time
from functools import lru_cache


def fuzzy(scorer):
    from anyascii import anyascii
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.fuzz import token_set_ratio

    plain = lru_cache(maxsize=None)(lambda text: anyascii(text).lower())
    if scorer == "token_set":
        return lambda a, b: token_set_ratio(plain(a), plain(b))
    return lambda a, b: JaroWinkler.similarity(plain(a), plain(b))


def logic_v2():
    from followthemoney import model
    from nomenklatura.matching.logic_v2.model import LogicV2
    from nomenklatura.matching.logic_v2.names.match import name_match

    config = LogicV2.default_config()

    @lru_cache(maxsize=50_000)
    def person(name):
        return model.get_proxy({"id": name, "schema": "Person", "properties": {"name": [name]}})

    return lambda a, b: name_match(person(a), person(b), config).score


def main(scorer, pairs, out):
    alike = logic_v2() if scorer == "logic_v2" else fuzzy(scorer)
    with open(pairs, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    started = time.perf_counter()
    with open(out, "w") as file:
        file.writelines(f"{alike(left, right):.6f}\n" for left, right in lines)
    print(json.dumps({"seconds": time.perf_counter() - started, "pairs": len(lines)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
