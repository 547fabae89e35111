"""Everybody's accounts, for an admin: invite, change roles, disable, reset.

A code for an invitation is shown once, in the answer to the form, and never stands in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import QueryParams
from starlette.responses import Response

from clinic.entry.access import ROLES
from clinic.entry.passwords import AccountError
from clinic.visit import Clinic, Missing, Visit, go_to, render

NOTICES = {
    "roles": "The roles are changed; the person signs in again.",
    "disable": "The account is disabled and signed out everywhere.",
    "enable": "The account is enabled.",
    "reset_code": "The second factor is reset; the person sets up another when signing in.",
}


def accounts(clinic: Clinic, visit: Visit) -> Response:
    return _accounts(clinic, visit)


def invite(clinic: Clinic, visit: Visit) -> Response:
    name, display_name = visit.form.get("name", ""), visit.form.get("display_name", "")
    try:
        code = clinic.accounts.invite(name, display_name, _roles(visit.form), visit.now)
    except AccountError as refusal:
        return _accounts(clinic, visit, error=str(refusal), form=visit.form)
    name = name.strip().lower()
    visit.outcome.set("allowed", f"invited {name}")
    return _accounts(clinic, visit, invited=(name, code))


def change(clinic: Clinic, visit: Visit) -> Response:
    """One change of one account: `change` of the form says which."""
    name, wanted = visit.path["account"], visit.form.get("change", "")
    if not clinic.accounts.known(name):
        raise Missing
    changes: Mapping[str, Callable[[], None]] = {
        "roles": lambda: clinic.accounts.set_roles(name, _roles(visit.form)),
        "disable": lambda: clinic.accounts.disable(name),
        "enable": lambda: clinic.accounts.enable(name),
        "reset_code": lambda: clinic.accounts.reset_code(name),
    }
    try:
        if wanted == "invite":
            code = clinic.accounts.invite_again(name, visit.now)
            visit.outcome.set("allowed", "invited again")
            return _accounts(clinic, visit, invited=(name, code))
        if wanted not in changes:
            raise Missing
        changes[wanted]()
    except AccountError as refusal:
        return _accounts(clinic, visit, error=str(refusal))
    visit.outcome.set("allowed", wanted.replace("_", " "))
    return go_to(f"/accounts?notice={wanted}")


def _roles(form: Mapping[str, str]) -> list[str]:
    return [role for role in ROLES if form.get(f"role_{role}")]


def _accounts(
    clinic: Clinic,
    visit: Visit,
    *,
    error: str | None = None,
    form: Mapping[str, str] = QueryParams(),
    invited: tuple[str, str] | None = None,
) -> Response:
    return render(
        clinic,
        visit,
        "accounts.html",
        status=422 if error else 200,
        accounts=clinic.accounts.listing(visit.now),
        roles=tuple(ROLES),
        error=error,
        form=form,
        invited=invited,
        notice=NOTICES.get(visit.query.get("notice", "")),
    )
