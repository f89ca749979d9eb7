"""May this person travel? The protection gate.

A clearance is made here and nowhere else: every gate open, dated, by one version of the rules. Outside
protection all of protection's own gates look like one gate that opens last, so that a hold cannot be told
from the ordinary not-ready state.
"""

from homeward.screen.facts import CaseFacts, Evidence, Outcome, Screening, may_ask_state
from homeward.screen.gate import Assessment, Clearance, GateState, State, screen, screen_all
from homeward.screen.hold import Hold
from homeward.screen.papers import FUNDING, GUARANTEES, SCREENING
from homeward.screen.rules import GateRule, Rules, standard_rules

__all__ = [
    "FUNDING",
    "GUARANTEES",
    "SCREENING",
    "Assessment",
    "CaseFacts",
    "Clearance",
    "Evidence",
    "GateRule",
    "GateState",
    "Hold",
    "Outcome",
    "Rules",
    "Screening",
    "State",
    "may_ask_state",
    "screen",
    "screen_all",
    "standard_rules",
]
