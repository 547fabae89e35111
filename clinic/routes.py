"""Every address the clinic answers, with the verb that the access policy is asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from clinic.entry.access import Verb
from clinic.pages import (
    account,
    accounts,
    alerts,
    assets,
    audit,
    conversation,
    exports,
    glass,
    notes,
    owner,
    panel,
    participant,
    questions,
    research,
    service,
    signing,
    summary,
    values,
)
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
    Page("GET", "/login/code", "sign_in", signing.code_form),
    Page("POST", "/login/code", "sign_in", signing.code),
    Page("GET", "/invitation", "sign_in", signing.invitation_form),
    Page("POST", "/invitation", "sign_in", signing.invitation),
    Page("POST", "/logout", "sign_out", signing.logout),
    Page("GET", "/account", "see_own_account", account.account),
    Page("POST", "/account/password", "see_own_account", account.change_password),
    Page("POST", "/account/end-other-sessions", "see_own_account", account.end_other_sessions),
    Page("POST", "/account/sessions/{session}/end", "see_own_account", account.end_session),
    Page("GET", "/accounts", "manage_accounts", accounts.accounts),
    Page("POST", "/accounts", "manage_accounts", accounts.invite),
    Page("POST", "/accounts/{account}", "manage_accounts", accounts.change),
    Page("GET", "/audit", "see_audit", audit.audit),
    Page("GET", "/participants/{participant}/break-glass", "break_glass", glass.glass_form),
    Page("POST", "/participants/{participant}/break-glass", "break_glass", glass.break_glass),
    Page("GET", "/", "see_panel", panel.panel),
    Page("GET", "/participants/{participant}", "see_participant", participant.participant),
    Page(
        "GET",
        "/participants/{participant}/messages/{message}",
        "see_conversation",
        conversation.conversation,
    ),
    Page(
        "GET",
        "/participants/{participant}/values/{value}/correct",
        "correct_value",
        values.correct_form,
    ),
    Page(
        "POST",
        "/participants/{participant}/values/{value}/correct",
        "correct_value",
        values.correct,
    ),
    Page("GET", "/participants/{participant}/summary", "see_participant", summary.page),
    Page("POST", "/participants/{participant}/notes", "write_note", notes.write),
    Page(
        "GET", "/participants/{participant}/export/{format}", "export_participant", exports.export
    ),
    Page("GET", "/research", "export_research", research.form),
    Page("POST", "/research", "export_research", research.export),
    Page("POST", "/participants/{participant}/owner", "set_owner", owner.change),
    Page("GET", "/service", "see_service", service.overview),
    Page("GET", "/questions", "see_questions", questions.questions),
    Page("GET", "/alerts/{alert}", "see_participant", alerts.find),
    Page("POST", "/alerts/{alert}/acknowledge", "acknowledge_alert", alerts.acknowledge),
    Page("POST", "/alerts/{alert}/act", "act_on_alert", alerts.act),
    Page("POST", "/alerts/{alert}/close", "close_alert", alerts.close),
)
