"""Who is who: candidates, compare, weigh, decide, explain."""

from __future__ import annotations

from homeward.match.cluster import cluster
from homeward.match.compare import Comparison, compare
from homeward.match.decide import Decision, Posterior, decide, posterior
from homeward.match.explain import explain
from homeward.match.features import Features, prepare
from homeward.match.keys import keys
from homeward.match.model import Model, count_words, load_model, with_rarity

__all__ = [
    "Comparison",
    "Decision",
    "Features",
    "Model",
    "Posterior",
    "compare",
    "count_words",
    "decide",
    "explain",
    "keys",
    "load_model",
    "posterior",
    "prepare",
    "with_rarity",
    "cluster",
]
