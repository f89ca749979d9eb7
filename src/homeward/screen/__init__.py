"""May this person travel? The protection gate.

A clearance is made here and nowhere else: every gate open, dated, by one version of the rules. Outside
protection all of protection's own gates look like one gate that opens last, so that a hold cannot be told
from the ordinary not-ready state.
"""

from homeward.screen.facts import CaseFacts, Evidence, Outcome, Screening, may_ask_state
from homeward.screen.gate import Assessment, Clearance, GateState, State, screen, screen_all
from homeward.screen.hold import Hold, Referral, Service, lift, refer
from homeward.screen.indicators import Instrument, Reply, Summary, standard_instrument, summarise
from homeward.screen.papers import FUNDING, GUARANTEES, SCREENING
from homeward.screen.rules import GateRule, Rules, standard_rules
from homeward.screen.view import View, Wait, visible

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
    "Instrument",
    "Outcome",
    "Referral",
    "Reply",
    "Rules",
    "Screening",
    "Service",
    "State",
    "Summary",
    "View",
    "Wait",
    "lift",
    "may_ask_state",
    "refer",
    "screen",
    "screen_all",
    "standard_instrument",
    "standard_rules",
    "summarise",
    "visible",
]
