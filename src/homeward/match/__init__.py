"""Who is who: candidates, compare, weigh, decide, explain."""

from __future__ import annotations

from homeward.match.calibration import Bin, Claimed, draw, reliability
from homeward.match.cluster import cluster
from homeward.match.compare import ATTRIBUTES, Comparison, compare
from homeward.match.decide import Decision, Posterior, decide, posterior
from homeward.match.explain import explain
from homeward.match.features import Features, prepare
from homeward.match.fit import Judged
from homeward.match.keys import keys
from homeward.match.learn import in_half, learn, pairs_of_words, recipe
from homeward.match.model import Model, load_model, read_model, with_rarity, write_model
from homeward.match.name_pair import NamePair, name_pair
from homeward.match.rarity import count_words
from homeward.match.spelling_table import write_table

__all__ = [
    "ATTRIBUTES",
    "Bin",
    "Claimed",
    "Comparison",
    "Decision",
    "Features",
    "Judged",
    "Model",
    "NamePair",
    "Posterior",
    "cluster",
    "compare",
    "count_words",
    "decide",
    "draw",
    "explain",
    "in_half",
    "keys",
    "learn",
    "load_model",
    "name_pair",
    "pairs_of_words",
    "posterior",
    "prepare",
    "read_model",
    "recipe",
    "reliability",
    "with_rarity",
    "write_model",
    "write_table",
]
