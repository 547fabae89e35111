"""Signing in and out: the password first, then the code; and how one comes by an account."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from clinic.entry.guard import clear_session, set_session
from clinic.entry.passwords import AccountError
from clinic.entry.second_factor import qr_code, spaced
from clinic.menu import home, onward
from clinic.visit import Clinic, Visit, go_to, problem, render

# One answer for every failure, so that it tells a stranger nothing about who works here.
REFUSED = (
    "That name and password don't match. After five wrong tries, wait 15 minutes before the next."
)
CODE_REFUSED = (
    "That code is not right, or was used before. Wait for the next one your phone shows. After "
    "five wrong tries, wait 15 minutes before the next."
)
DIFFERENT = "The two passwords are not the same."
NOTICES = {
    "out": "You are signed out.",
    "expired": "Please sign in again. After 30 minutes without a page, you are signed out; "
    "if you had sent a form just now, it was not saved.",
    "slow": "Please enter your name and password again; the code is asked for within ten minutes.",
    "ready": "Your account is ready. Please sign in.",
}


def login_form(clinic: Clinic, visit: Visit) -> Response:
    if visit.session:
        return go_to(home(visit.session.clinician))
    return _login(clinic, visit, notice=NOTICES.get(visit.query.get("notice", "")))


def login(clinic: Clinic, visit: Visit) -> Response:
    name, password = visit.form.get("name", "").strip().lower(), visit.form.get("password", "")
    visit.outcome.who = name if clinic.accounts.known(name) else f"? {name}"
    if not clinic.accounts.credentials.password_right(name, password, visit.now):
        visit.outcome.set("refused", "password")
        return _login(clinic, visit, error=REFUSED, status=403)
    visit.outcome.set("allowed", "password")
    clinic.accounts.sessions.end(visit.token)
    token = clinic.accounts.sessions.half_open(name, visit.now)
    to = _to(visit)
    response = go_to(f"/login/code?{urlencode({'to': to})}" if to else "/login/code")
    set_session(response, token, secure=clinic.secure_cookies)
    return response


def code_form(clinic: Clinic, visit: Visit) -> Response:
    return _code(clinic, visit)


def code(clinic: Clinic, visit: Visit) -> Response:
    half = clinic.accounts.sessions.half(visit.token, visit.now)
    if half is None:
        visit.outcome.set("refused", "too late")
        return go_to("/login?notice=slow")
    visit.outcome.who = half.name
    typed = visit.form.get("code", "")
    if not clinic.accounts.credentials.code_right(half.name, typed, visit.now, half.enrol):
        visit.outcome.set("refused", "code")
        return _code(clinic, visit, error=CODE_REFUSED, status=403)
    visit.outcome.set("allowed", "enrolled" if half.enrol else "code")
    clinic.accounts.sessions.end(visit.token)
    token = clinic.accounts.sessions.open(half.name, visit.agent, visit.now)
    session = clinic.accounts.sessions.find(token, visit.now)
    response = go_to(_to(visit) or home(session.clinician if session else None))
    set_session(response, token, secure=clinic.secure_cookies)
    return response


def _to(visit: Visit) -> str:
    """Where she was going, carried from page to page; "" for nowhere in particular."""
    return onward(visit.form.get("to") or visit.query.get("to", "")) or ""


def logout(clinic: Clinic, visit: Visit) -> Response:
    clinic.accounts.sessions.end(visit.token)
    response = go_to("/login?notice=out")
    clear_session(response, secure=clinic.secure_cookies)
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
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
        error = DIFFERENT
    else:
        try:
            made = clinic.accounts.set_up(code, name, display_name, password, visit.now)
            visit.outcome.who = made.name
            return go_to("/login?notice=ready")
        except AccountError as refusal:
            error = str(refusal)
    return render(clinic, visit, "setup.html", status=422, error=error, form=visit.form)


def invitation_form(clinic: Clinic, visit: Visit) -> Response:
    return render(clinic, visit, "invitation.html", error=None, form={})


def invitation(clinic: Clinic, visit: Visit) -> Response:
    password = visit.form.get("password", "")
    if password != visit.form.get("again", ""):
        error = DIFFERENT
    else:
        try:
            code = visit.form.get("code", "")
            visit.outcome.who = clinic.accounts.accept(code, password, visit.now)
            return go_to("/login?notice=ready")
        except AccountError as refusal:
            error = str(refusal)
    return render(clinic, visit, "invitation.html", status=422, error=error, form=visit.form)


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
        to=_to(visit),
        needs_setup=clinic.accounts.needs_setup(),
    )


def _code(clinic: Clinic, visit: Visit, *, error: str | None = None, status: int = 200) -> Response:
    half = clinic.accounts.sessions.half(visit.token, visit.now)
    if half is None:
        return go_to("/login?notice=slow")
    return render(
        clinic,
        visit,
        "code.html",
        status=status,
        error=error,
        to=_to(visit),
        secret=spaced(half.enrol) if half.enrol else None,
        qr=qr_code(half.enrol, half.name) if half.enrol else None,
    )
