"""Reading of `insight`."""

from app.insight.queries.looking import audit_view, case_views, changes, last_review, report, reports
from app.insight.queries.proving import case_proof, checkpoint, entry_proof, export, logs_of_case, own_export, tile
from app.insight.queries.setting_up import facts, setup
from app.insight.queries.watching import asking, late_witnesses, may_see, offers, witness_named, witness_states

__all__ = [
    "asking",
    "audit_view",
    "case_proof",
    "case_views",
    "changes",
    "checkpoint",
    "entry_proof",
    "export",
    "facts",
    "last_review",
    "late_witnesses",
    "logs_of_case",
    "may_see",
    "offers",
    "own_export",
    "report",
    "reports",
    "setup",
    "tile",
    "witness_named",
    "witness_states",
]
