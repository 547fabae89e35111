"""A clinician's own account: where she is signed in, and her password."""

from __future__ import annotations

from starlette.responses import Response

from clinic.entry.guard import set_session
from clinic.entry.passwords import AccountError
from clinic.pages.signing import DIFFERENT
from clinic.visit import Clinic, Missing, Visit, go_to, render

REFUSED = (
    "The old password or the code is not right. A code works once: wait for the next one your "
    "phone shows. After five wrong tries, wait 15 minutes before the next."
)
NOTICES = {
    "password": "Your password is changed. You are signed out everywhere else.",
    "ended": "That session is ended.",
    "others": "You are signed out everywhere else.",
}


def account(clinic: Clinic, visit: Visit) -> Response:
    return _account(clinic, visit)


def change_password(clinic: Clinic, visit: Visit) -> Response:
    assert visit.session is not None
    name = visit.session.clinician.name
    old, new, again, code = (
        visit.form.get(field, "") for field in ("old", "password", "again", "code")
    )
    credentials = clinic.accounts.credentials
    if new != again:
        return _account(clinic, visit, error=DIFFERENT)
    if not (
        credentials.password_right(name, old, visit.now)
        and credentials.code_right(name, code, visit.now)
    ):
        visit.outcome.set("refused", "password")
        return _account(clinic, visit, error=REFUSED, status=403)
    try:
        clinic.accounts.set_password(name, new)
    except AccountError as refusal:
        return _account(clinic, visit, error=str(refusal))
    visit.outcome.set("allowed", "password changed")
    token = clinic.accounts.sessions.open(name, visit.agent, visit.now)
    response = go_to("/account?notice=password")
    set_session(response, token, secure=clinic.secure_cookies)
    return response


def end_session(clinic: Clinic, visit: Visit) -> Response:
    assert visit.session is not None
    if not clinic.accounts.sessions.revoke(visit.session.clinician.name, visit.path["session"]):
        raise Missing
    return go_to("/account?notice=ended")


def end_other_sessions(clinic: Clinic, visit: Visit) -> Response:
    assert visit.session is not None
    clinic.accounts.sessions.revoke_all(visit.session.clinician.name, but=visit.token)
    return go_to("/account?notice=others")


def _account(
    clinic: Clinic, visit: Visit, *, error: str | None = None, status: int = 422
) -> Response:
    assert visit.session is not None
    return render(
        clinic,
        visit,
        "account.html",
        status=status if error else 200,
        sessions=clinic.accounts.sessions.of(visit.session.clinician.name, visit.token, visit.now),
        now=visit.now,
        error=error,
        notice=NOTICES.get(visit.query.get("notice", "")),
    )
