"""Signing in and out, and making the first clinician."""

from __future__ import annotations

from starlette.responses import Response

from clinic.guard import clear_session, set_session
from clinic.passwords import AccountError
from clinic.visit import Clinic, Visit, go_to, problem, render

# One answer for every failure, so that it tells a stranger nothing about who works here.
REFUSED = (
    "That name and password don't match. After five wrong tries, wait 15 minutes before the next."
)
NOTICES = {
    "out": "You are signed out.",
    "expired": "Please sign in again. After 30 minutes without a page, you are signed out; "
    "if you had sent a form just now, it was not saved.",
    "ready": "Your account is ready. Please sign in.",
}


def login_form(clinic: Clinic, visit: Visit) -> Response:
    if visit.session:
        return go_to("/")
    return _login(clinic, visit, notice=NOTICES.get(visit.query.get("notice", "")))


def login(clinic: Clinic, visit: Visit) -> Response:
    name, password = visit.form.get("name", ""), visit.form.get("password", "")
    token = clinic.accounts.sign_in(name, password, visit.now)
    if token is None:
        return _login(clinic, visit, error=REFUSED, status=403)
    if visit.token:
        clinic.accounts.sign_out(visit.token)
    response = go_to("/")
    set_session(response, token, secure=clinic.secure_cookies)
    return response


def logout(clinic: Clinic, visit: Visit) -> Response:
    clinic.accounts.sign_out(visit.token)
    response = go_to("/login?notice=out")
    clear_session(response, secure=clinic.secure_cookies)
    return response


def setup_form(clinic: Clinic, visit: Visit) -> Response:
    if not clinic.accounts.needs_setup():
        return problem(clinic, visit, 403, "Already set up", "Please sign in instead.")
    return render(clinic, visit, "setup.html", error=None, form={})


def setup(clinic: Clinic, visit: Visit) -> Response:
    code, name, display_name, password = (
        visit.form.get(field, "") for field in ("code", "name", "display_name", "password")
    )
    if password != visit.form.get("again", ""):
        error = "The two passwords are not the same."
    else:
        try:
            clinic.accounts.set_up(code, name, display_name, password, visit.now)
            return go_to("/login?notice=ready")
        except AccountError as refusal:
            error = str(refusal)
    return render(clinic, visit, "setup.html", status=422, error=error, form=visit.form)


def _login(
    clinic: Clinic,
    visit: Visit,
    *,
    notice: str | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    return render(
        clinic,
        visit,
        "login.html",
        status=status,
        notice=notice,
        error=error,
        needs_setup=clinic.accounts.needs_setup(),
    )
