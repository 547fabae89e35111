"""Participants and clinicians: list, export, forget, pause; make and disable accounts."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from getpass import getpass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from backstay import parts
from backstay.failure import Failure, told
from backstay.settings import Settings
from records.events import Event, ParticipantErased

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
Who = Annotated[str, typer.Argument(help="Id or alias of the participant.")]


def register(app: typer.Typer) -> None:
    for command in (participants, export, forget, pause, resume):
        app.command()(command)
    accounts = typer.Typer(help="The clinicians' accounts.", no_args_is_help=True)
    accounts.command("list")(clinicians)
    accounts.command("add")(add_clinician)
    accounts.command("disable")(disable_clinician)
    app.add_typer(accounts, name="clinicians")


def participants(as_json: Json = False) -> None:
    """All participants: id, alias, channels; and when somebody was erased."""
    store = parts.open_store(parts.settings())
    people = store.participants()
    if as_json:
        rows = [
            {
                "id": p.id,
                "alias": p.alias,
                "channels": [{"channel": c.channel, "address": c.address} for c in p.channels],
                "consent": p.consent,
                "reminders": p.reminders,
                "last_in_at": None if p.last_in_at is None else p.last_in_at.isoformat(),
            }
            for p in people
        ]
        print(json.dumps(rows))
        return
    table = Table("alias", "id", "channels", "consent", "reminders", "last wrote", box=None)
    for p in people:
        last = f"{p.last_in_at:%Y-%m-%d %H:%M} UTC" if p.last_in_at else "never"
        channels = ", ".join(c.channel for c in p.channels)
        table.add_row(p.alias, p.id, channels, p.consent, p.reminders, last)
    Console(soft_wrap=True).print(table)
    for event in store.read(kinds=["participant_erased"]):
        print(_erased(event))


def _erased(event: Event) -> str:
    """Says nothing of who it was."""
    assert isinstance(event.body, ParticipantErased)
    lost = ", ".join(event.body.open_alerts)
    alerts = f"; open alerts lost: {lost}" if lost else ""
    return f"{event.at:%Y-%m-%d %H:%M} UTC: somebody erased ({event.body.wanted_by}){alerts}"


def export(
    participant: Who,
    form: Annotated[str, typer.Option("--format", help="json")] = "json",
) -> None:
    """One participant's whole record."""
    from records.export import export_participant

    if form != "json":
        raise Failure(f"There is no export as {form!r} yet; --format json is complete.")
    store = parts.open_store(parts.settings())
    data = export_participant(store, _resolve(store, participant))
    print(json.dumps(data, indent=2, ensure_ascii=False, default=_plain))


def forget(
    participant: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Erase a participant: her key, her views and her conversation. It can't be undone."""
    from backstay.forgetting import forgetting

    chosen = parts.settings()
    store = parts.open_store(chosen)
    her = _resolve(store, participant)
    if not yes and not typer.confirm(f"Erase everything of {participant}? This can't be undone"):
        raise Failure("Nothing was erased.")
    forgetting(chosen, store)(her, "operator")
    print(f"{participant} has been erased; the chain of the log still verifies.")


def pause(
    participant: Who,
    until: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="YYYY-MM-DD")],
) -> None:
    """No scheduled check-ins for a participant until a day."""
    chosen = parts.settings()
    _change_reminders(chosen, participant, "paused", until.date())
    print(f"{participant}: no check-ins until {until:%Y-%m-%d}.")


def resume(participant: Who) -> None:
    """Scheduled check-ins again for a participant."""
    _change_reminders(parts.settings(), participant, "active", None)
    print(f"{participant}: check-ins are on.")


def clinicians(as_json: Json = False) -> None:
    """All accounts."""
    people = _accounts(parts.settings()).clinicians()
    if as_json:
        print(json.dumps([{"name": p.name, "display_name": p.display_name,
                           "disabled": p.disabled} for p in people]))  # fmt: skip
        return
    for p in people:
        print(f"{p.name}\t{p.display_name}\t{'disabled' if p.disabled else 'active'}")


def add_clinician(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    display_name: Annotated[str, typer.Argument(help='For example "Dr Ada Byron".')],
) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    from clinic.passwords import AccountError

    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with told(AccountError):
        _accounts(parts.settings()).add_clinician(name, display_name, password)
    print(f"{name} can log in.")


def disable_clinician(name: str) -> None:
    """Close an account and end its sessions."""
    from clinic.passwords import AccountError

    with told(AccountError):
        _accounts(parts.settings()).disable(name)
    print(f"{name} can't log in any more.")


def _accounts(chosen: Settings) -> Any:
    from clinic.accounts import Accounts
    from records.store import StoreError

    with told(StoreError):
        return Accounts(chosen.accounts)


def _resolve(store: Any, who: str) -> str:
    for person in store.participants():
        if who in (person.id, person.alias):
            return str(person.id)
    raise Failure(f"There is no participant {who!r}; `backstay participants` lists them.")


def _change_reminders(chosen: Settings, who: str, state: Any, until: date | None) -> None:
    from zoneinfo import ZoneInfo

    from records.events import Draft, RemindersChanged

    store = parts.open_store(chosen)
    her = store.participant(_resolve(store, who))
    end = None
    if until is not None:
        zone = ZoneInfo(her.zone or "UTC")
        end = datetime.combine(until, datetime.min.time(), zone).isoformat()
    store.append(her.id, Draft(RemindersChanged(state, end), chosen.clock()))


def _plain(value: Any) -> str:
    return str(value.isoformat()) if isinstance(value, (date, datetime)) else str(value)
