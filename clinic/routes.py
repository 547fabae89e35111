"""Every address the clinic answers, with the verb that the access policy is asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from clinic.access import Verb
from clinic.pages import alerts, assets, conversation, panel, participant, questions, signing
from clinic.visit import Clinic, Visit

Handler = Callable[[Clinic, Visit], Response]


@dataclass(frozen=True)
class Page:
    method: Literal["GET", "POST"]
    path: str
    verb: Verb
    handler: Handler


PAGES = (
    Page("GET", "/health", "check_health", assets.health),
    Page("GET", "/static/{name}", "read_asset", assets.asset),
    Page("GET", "/setup", "set_up", signing.setup_form),
    Page("POST", "/setup", "set_up", signing.setup),
    Page("GET", "/login", "sign_in", signing.login_form),
    Page("POST", "/login", "sign_in", signing.login),
    Page("POST", "/logout", "sign_out", signing.logout),
    Page("GET", "/", "see_panel", panel.panel),
    Page("GET", "/participants/{participant}", "see_participant", participant.participant),
    Page(
        "GET",
        "/participants/{participant}/messages/{message}",
        "see_conversation",
        conversation.conversation,
    ),
    Page("GET", "/questions", "see_questions", questions.questions),
    Page("POST", "/alerts/{alert}/acknowledge", "acknowledge_alert", alerts.acknowledge),
    Page("POST", "/alerts/{alert}/close", "close_alert", alerts.close),
)
