"""Who may do what: the one place that decides, asked by every page.

A role is a set of verbs. Those of care are about a participant; a person without them may take them
for one participant and one hour by breaking the glass, with a reason, and is seen to have done so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

Verb = Literal[
    "check_health",
    "read_asset",
    "set_up",
    "sign_in",
    "sign_out",
    "see_own_account",
    "see_panel",
    "see_participant",
    "see_conversation",
    "correct_value",
    "write_note",
    "set_owner",
    "acknowledge_alert",
    "act_on_alert",
    "close_alert",
    "export_participant",
    "see_questions",
    "see_service",
    "export_research",
    "see_audit",
    "manage_accounts",
    "break_glass",
]
VERBS: frozenset[str] = frozenset(get_args(Verb))
ANYBODY: frozenset[str] = frozenset({"check_health", "read_asset", "set_up", "sign_in"})
SIGNED_IN: frozenset[str] = frozenset({"sign_out", "see_own_account", "break_glass"})
GLASS: frozenset[str] = frozenset(
    {"see_participant", "see_conversation", "acknowledge_alert", "act_on_alert", "write_note"}
)
CARE: frozenset[str] = GLASS | {
    "see_panel",
    "correct_value",
    "set_owner",
    "close_alert",
    "export_participant",
    "see_questions",
}
ROLES: dict[str, frozenset[str]] = {
    "clinician": CARE,
    "lead": CARE | {"see_service", "see_audit"},
    "researcher": frozenset({"see_service", "export_research"}),
    "auditor": frozenset({"see_audit"}),
    "admin": frozenset({"manage_accounts"}),
}


@dataclass(frozen=True)
class Clinician:
    """`name` signs in and stands in the record; `display_name` is what colleagues read."""

    name: str
    display_name: str
    disabled: bool = False
    roles: frozenset[str] = frozenset({"clinician"})


def may(
    actor: Clinician | None,
    verb: str,
    participant: str | None = None,
    *,
    glass: Collection[str] = (),
) -> bool:
    """Whether `actor` (None: not signed in) may do this; a verb nobody listed is refused.

    `glass`: the participants for whom the actor has broken the glass.
    """
    if verb not in VERBS:
        return False
    if verb in ANYBODY:
        return True
    if actor is None or actor.disabled:
        return False
    if verb in SIGNED_IN or any(verb in ROLES[role] for role in actor.roles):
        return True
    return verb in GLASS and participant is not None and participant in glass
