"""Breaking the glass for one participant; until a reason is given, every id gets the same page."""

from __future__ import annotations

from starlette.responses import Response

from clinic.entry.glass import mark
from clinic.entry.guard import set_session
from clinic.visit import Clinic, Visit, go_to, render

MIN_REASON, MAX_REASON = 10, 500


def glass_form(clinic: Clinic, visit: Visit) -> Response:
    return _form(clinic, visit)


def break_glass(clinic: Clinic, visit: Visit) -> Response:
    assert visit.session is not None
    reason = " ".join(visit.form.get("reason", "").split())
    if not MIN_REASON <= len(reason) <= MAX_REASON:
        error = f"Please give a reason of {MIN_REASON} to {MAX_REASON} characters."
        return _form(clinic, visit, error=error, reason=reason)
    participant = visit.path["participant"]
    clinic.store.participant(participant)  # there must be one
    who = visit.session.clinician.name
    clinic.accounts.glass.break_for(who, participant, reason, visit.now)
    visit.outcome.set("allowed", mark(reason))
    response = go_to(f"/participants/{participant}")
    # she may do more now, so the session gets a new token
    token = clinic.accounts.sessions.renew(visit.token)
    set_session(response, token, secure=clinic.secure_cookies)
    return response


def _form(clinic: Clinic, visit: Visit, *, error: str | None = None, reason: str = "") -> Response:
    return render(
        clinic,
        visit,
        "break_glass.html",
        status=422 if error else 200,
        participant=visit.path["participant"],
        error=error,
        reason=reason,
        least=MIN_REASON,
        most=MAX_REASON,
    )
