"""Who is who: candidates, compare, weigh, decide, explain."""

from __future__ import annotations

from homeward.match.cluster import cluster
from homeward.match.cluster import cluster
from homeward.match.compare import ATTRIBUTES, Comparison, compare
from homeward.match.decide import Decision, Posterior, decide, posterior
from homeward.match.explain import explain
from homeward.match.features import Features, prepare
from homeward.match.keys import keys
from homeward.match.model import Model, count_words, load_model, with_rarity

__all__ = [
    "ATTRIBUTES",
    "Comparison",
    "Decision",
    "Features",
    "Model",
    "Posterior",
    "cluster",
    "cluster",
    "compare",
    "count_words",
    "decide",
    "explain",
    "keys",
    "load_model",
    "posterior",
    "prepare",
    "with_rarity",
]
