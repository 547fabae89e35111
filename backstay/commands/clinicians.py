"""The clinicians' accounts from the command line, and the audit log of their pages."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from getpass import getpass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from backstay import parts
from backstay.failure import Failure, told
from backstay.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
Name = Annotated[str, typer.Argument(help="The name to sign in with.")]
OPERATOR = "operator:console"  # no account can be called so


def register(app: typer.Typer) -> None:
    accounts = typer.Typer(help="The clinicians' accounts.", no_args_is_help=True)
    for name, command in (
        ("list", clinicians),
        ("add", add),
        ("disable", disable),
        ("enable", enable),
        ("reset-code", reset_code),
        ("reset-password", reset_password),
        ("audit", audit),
    ):
        accounts.command(name)(command)
    app.add_typer(accounts, name="clinicians")


def clinicians(as_json: Json = False) -> None:
    """All accounts, with their roles and state."""
    chosen = parts.settings()
    rows: list[dict[str, Any]] = [
        {
            "name": account.clinician.name,
            "display_name": account.clinician.display_name,
            "roles": sorted(account.clinician.roles),
            "second_factor": account.second_factor,
            "invited": account.invited,
            "locked": account.locked,
            "disabled": account.clinician.disabled,
        }
        for account in open_accounts(chosen).listing(chosen.clock())
    ]
    if as_json:
        print(json.dumps(rows))
        return
    table = Table("name", "shown as", "roles", "state", box=None)
    for row in rows:
        state = [what for what in ("disabled", "locked", "invited") if row[what]] or ["active"]
        state.append("second factor set" if row["second_factor"] else "no second factor yet")
        table.add_row(row["name"], row["display_name"], ", ".join(row["roles"]), ", ".join(state))
    Console(soft_wrap=True).print(table)


def add(
    name: Name,
    display_name: Annotated[str, typer.Argument(help='For example "Dr Ada Byron".')],
    role: Annotated[
        list[str],
        typer.Option(help="clinician, lead, researcher, auditor or admin; may be repeated."),
    ] = ["clinician"],  # noqa: B006
) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    password = _password()
    _change(name, "added", lambda to: to.add_clinician(name, display_name, password, role))
    print(f"{name} can sign in, and sets up a second factor then.")


def disable(name: Name) -> None:
    """Close an account and end its sessions."""
    _change(name, "disable", lambda to: to.disable(name.lower()))
    print(f"{name} can't sign in any more.")


def enable(name: Name) -> None:
    """Open an account again."""
    _change(name, "enable", lambda to: to.enable(name.lower()))
    print(f"{name} can sign in again.")


def reset_code(name: Name) -> None:
    """Forget a second factor, after a phone was lost; another is set up at the next sign-in."""
    _change(name, "reset code", lambda to: to.reset_code(name.lower()))
    print(f"{name} sets up another second factor when signing in.")


def reset_password(name: Name) -> None:
    """Set a new password, asked for or read from standard input, and end the sessions."""
    password = _password()
    _change(name, "reset password", lambda to: to.set_password(name.lower(), password))
    print(f"{name} signs in with the new password.")


def audit(
    as_json: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest entries.")] = 100,
) -> None:
    """The audit log of the clinic's pages, newest first; fails when its chain is broken."""
    log = open_accounts(parts.settings()).audit
    entries = log.entries(limit=limit)
    if as_json:
        print(json.dumps([asdict(e) | {"at": e.at.isoformat()} for e in entries]))
    else:
        for e in entries:
            about = " ".join(filter(None, (e.participant, e.object, e.detail)))
            who = e.who or "not signed in"
            print(f"{e.at:%Y-%m-%d %H:%M:%S} UTC  {who}  {e.verb}  {e.outcome}  {about}")
    found = log.verify()
    if not found.intact:
        raise Failure(f"The chain of the audit log is broken at entry {found.broken_at}.")


def open_accounts(chosen: Settings) -> Any:
    from clinic.entry.accounts import Accounts
    from records.store import StoreError

    with told(StoreError):
        return Accounts(chosen.accounts)


def _password() -> str:
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _change(name: str, what: str, change: Callable[[Any], object]) -> None:
    """Change an account; the audit log says so before and, when it is refused, after."""
    from clinic.entry.passwords import AccountError

    chosen = parts.settings()
    accounts = open_accounts(chosen)

    def note(outcome: str) -> None:
        log, now = accounts.audit, chosen.clock()
        log.write(now, OPERATOR, "manage_accounts", outcome, object=name.lower(), detail=what)

    note("allowed")
    try:
        change(accounts)
    except AccountError as refusal:
        note("failed")
        raise Failure(str(refusal)) from refusal
