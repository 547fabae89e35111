"""Decision points in words: what was decided, how likely it was, and what followed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clinic.words import plain
from records.events import CheckinDecided, CheckinDelivered, CheckinOutcome, Event
from records.store import Checkin

KINDS = ("checkin_decided", "checkin_delivered", "checkin_outcome")
State = Literal["sent", "silent", "refused", "missed", "waiting", "planned"]
STATES: dict[State, str] = {
    "sent": "Wrote",
    "silent": "Stayed silent",
    "refused": "Not possible",
    "missed": "Missed",
    "waiting": "On its way",
    "planned": "Planned",
}
ARMS = {
    "learned": "the policy that learns",
    "fixed": "the fixed schedule",
    "holdout": "the comparison group, by chance alone",
}
_OF_ACTION: dict[str, State] = {
    "send": "sent", "silent": "silent", "refuse": "refused", "missed": "missed",
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One decision point; `decided` is None while it lies ahead, the rest until it is known."""

    id: str
    due_at: datetime
    state: State
    reason: str
    decided: CheckinDecided | None = None
    delivered: CheckinDelivered | None = None
    outcome: CheckinOutcome | None = None

    @property
    def shown(self) -> str:
        return STATES[self.state]

    @property
    def chance(self) -> str:
        """ "would write with 62%; drew 0.41: wrote"; "" where nothing was left to chance."""
        body = self.decided
        if body is None or body.probability is None:
            return ""
        if body.draw is None:
            return "writes every time" if body.probability == 1 else ""
        did = "wrote" if body.action == "send" else "stayed silent"
        return f"would write with {body.probability:.0%}; drew {body.draw:.2f}: {did}"

    @property
    def arm(self) -> str:
        arm = self.decided.arm if self.decided else None
        return "" if arm is None else ARMS[arm]

    @property
    def took_part(self) -> bool:
        return self.outcome is not None and self.outcome.took_part

    @property
    def followed(self) -> str:
        """What she did then; "" while the window is open or nothing was decided."""
        if self.outcome is None:
            return ""
        parts = ["took part" if self.outcome.took_part else "didn't take part"]
        if self.outcome.replied_minutes is not None:
            parts.append(f"wrote after {self.outcome.replied_minutes:.0f} min")
        if self.outcome.stopped:
            parts.append("paused or stopped the messages")
        return plain("; ".join(parts))


def points(events: Iterable[Event], ahead: Collection[Checkin]) -> list[Point]:
    """From events of `KINDS` and the check-ins not ended yet: newest first."""
    decided: dict[str, CheckinDecided] = {}
    delivered: dict[str, CheckinDelivered] = {}
    outcomes: dict[str, CheckinOutcome] = {}
    for event in events:
        body = event.body
        if isinstance(body, CheckinDecided):
            decided[body.checkin] = body
        elif isinstance(body, CheckinDelivered):
            delivered[body.checkin] = body
        elif isinstance(body, CheckinOutcome):
            outcomes[body.checkin] = body
    waiting = {checkin.id for checkin in ahead}
    found = [
        _point(body, delivered.get(name), outcomes.get(name), name in waiting)
        for name, body in decided.items()
    ]
    found += [
        Point(checkin.id, checkin.due_at, "planned", plain(checkin.reason or ""))
        for checkin in ahead
        if checkin.id not in decided
    ]
    return sorted(found, key=lambda point: point.due_at, reverse=True)


def _point(
    body: CheckinDecided,
    delivered: CheckinDelivered | None,
    outcome: CheckinOutcome | None,
    waiting: bool,
) -> Point:
    state, reason = _OF_ACTION[body.action], body.reason
    if state == "sent" and delivered is not None and delivered.outcome == "expired":
        state, reason = "missed", delivered.reason
    elif state == "sent" and waiting:
        state = "waiting"
    due = datetime.fromisoformat(body.due_at)
    return Point(body.checkin, due, state, plain(reason), body, delivered, outcome)
