"""What has become of an alert: told, taken on, acted upon, closed; with names and times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from clinic.said import Said, said
from records.events import AlertAcknowledged, AlertActed, AlertClosed, AlertEscalated, Event

KINDS = ("alert_acknowledged", "alert_acted", "alert_escalated", "alert_closed")
DONE = {
    "alert_acknowledged": "Taken on by",
    "alert_acted": "Acted on by",
    "alert_closed": "Closed by",
}
WAYS = {"email": "e-mail", "webhook": "webhook"}


@dataclass(frozen=True)
class Happened:
    """One thing, or several tellings in a row: `times` of them, from `at` until `until`.

    `who` is a sign-in name; None: nobody had taken it on, so people were told by these `ways`.
    """

    at: datetime
    until: datetime
    words: str = ""
    who: str | None = None
    note: Said | None = None
    ways: tuple[str, ...] = ()
    times: int = 1


def histories(events: Iterable[Event]) -> Mapping[str, list[Happened]]:
    """By alert, oldest first, from her events of `KINDS`."""
    found: dict[str, list[Happened]] = defaultdict(list)
    for event in events:
        body = event.body
        if isinstance(body, AlertEscalated):
            _add(found[body.alert], event.at, WAYS[body.how])
        elif isinstance(body, AlertAcknowledged | AlertActed | AlertClosed):
            note = None if isinstance(body, AlertAcknowledged) else said(body.note, limit=None)
            done = Happened(event.at, event.at, DONE[event.kind], body.clinician, note)
            found[body.alert].append(done)
    return found


def _add(history: list[Happened], at: datetime, way: str) -> None:
    """People were told; joined to the telling before it, of which an emergency has many."""
    if history and history[-1].ways:
        last = history.pop()
        ways = tuple(dict.fromkeys((*last.ways, way)))
        history.append(replace(last, until=at, ways=ways, times=last.times + 1))
    else:
        history.append(Happened(at, at, ways=(way,)))
