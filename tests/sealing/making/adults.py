"""What adults write into the file of a case, one body of each kind with every field."""

from typing import Any

from tests.sealing.making.cast import CASE, CMID, NOW


def bodies() -> dict[str, dict[str, Any]]:
    """The fields of each kind."""
    return escalation() | triage()


def escalation() -> dict[str, dict[str, Any]]:
    """What adults write into the file while they act on a case, with every field."""
    decision = {"decision": "Call the front door", "why": "Harm is likely", "considered": "Early help"}
    told = {"child_told": "no", "child_told_note": "It would not be safe", "second_view": "", "review": "2026-12-01"}
    return {
        "decision": {**decision, **told, "choice": "referred", "second": CASE, "corrects": None},
        "second": {"decision": CMID, "agrees": "partly", "text": "Ring tonight, not tomorrow"},
        "check": {"step": "parent_told", "state": "not_needed", "who": "", "when": NOW, "outcome": "Not safe"},
        "lists": {"lists": ["self_harm", "staff_concern"]},
        "duty": {"duty": CASE, "to": "Police 101", "reference": "88-214", "when": NOW, "spoke_to": "", "late": ""},
        "identity": {"how": "worked_out", "who": "Year 9", "basis": "the bus", "why": "To keep them safe tonight"},
    }


def triage() -> dict[str, dict[str, Any]]:
    """What adults write into the file while they sort cases, with every field."""
    linked = {"link": CMID, "case": CASE}
    about = {"name": "Case 0131", "relation": "same_place", "certainty": "likely", "reason": "Both name the bus stop"}
    return {
        "category": {"categories": ["BULLY", "SELF-HARM"], "text": "The second part of the report"},
        "snooze": {"until": NOW, "reason": "The pupil writes again on Thursday"},
        "link": {**linked, **about},
        "unlink": {**linked, "reason": "Another stop"},
    }
