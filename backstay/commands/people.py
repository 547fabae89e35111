"""Participants: list, forget, pause."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from backstay import parts
from backstay.failure import Failure
from backstay.settings import Settings
from records.events import Event, ParticipantErased

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
Who = Annotated[str, typer.Argument(help="Id or alias of the participant.")]


def register(app: typer.Typer) -> None:
    for command in (participants, forget, pause, resume):
        app.command()(command)


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


def forget(
    participant: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Erase a participant: her key, her views and her conversation. It can't be undone."""
    from backstay.forgetting import forgetting

    chosen = parts.settings()
    store = parts.open_store(chosen)
    her = resolve(store, participant)
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


def resolve(store: Any, who: str) -> str:
    """The id of a participant, by id or alias."""
    for person in store.participants():
        if who in (person.id, person.alias):
            return str(person.id)
    raise Failure(f"There is no participant {who!r}; `backstay participants` lists them.")


def _change_reminders(chosen: Settings, who: str, state: Any, until: date | None) -> None:
    from zoneinfo import ZoneInfo

    from records.events import Draft, RemindersChanged

    store = parts.open_store(chosen)
    her = store.participant(resolve(store, who))
    end = None
    if until is not None:
        zone = ZoneInfo(her.zone or "UTC")
        end = datetime.combine(until, datetime.min.time(), zone).isoformat()
    store.append(her.id, Draft(RemindersChanged(state, end), chosen.clock()))
