"""Who may do what: the one place that decides, asked by every page.

There is one role, the clinician of this clinic, who may see and act on every participant in it.
`participant` is asked for all the same: teams or wards would be told apart here and only here.
"""

from __future__ import annotations

from typing import Literal, get_args

from clinic.accounts import Clinician

Verb = Literal[
    "check_health",
    "read_asset",
    "set_up",
    "sign_in",
    "sign_out",
    "see_panel",
    "see_participant",
    "see_conversation",
    "see_questions",
    "acknowledge_alert",
    "close_alert",
]
VERBS: frozenset[str] = frozenset(get_args(Verb))
ANYBODY: frozenset[str] = frozenset({"check_health", "read_asset", "set_up", "sign_in"})


def may(actor: Clinician | None, verb: str, participant: str | None = None) -> bool:
    """Whether `actor` (None: not signed in) may do this; a verb nobody listed is refused."""
    if verb not in VERBS:
        return False
    return verb in ANYBODY or (actor is not None and not actor.disabled)
