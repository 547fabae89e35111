"""The table of decision points for research: what was decided, by what chance, and what followed.

Micro-randomised trials are analysed from such a table (docs/models/motivation.md). It holds no id
of the record, no date, address or word of hers: days count from her joining, hours are local. Nor
does it hold what would undo the grouping of participants.csv: the feature of the early weeks, whose
change dates the birth to the day, and the templates that fitted, which tell that, the kind of birth
and a baby's death.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from functools import cache

from clinic.exports.anonymity import SUPPRESSED
from clinic.exports.cells import Cell
from clinic.words import zone_of
from policies.motivation.features import FEATURES
from policies.motivation.messages import Message, messages
from policies.motivation.outcome import LONGEST
from policies.motivation.past import slot_of
from records.events import CheckinDecided, CheckinDelivered, CheckinOutcome, Event
from records.store import Participant, Value

KINDS = (CheckinDecided.kind, CheckinDelivered.kind, CheckinOutcome.kind)
SLOTS = ("daily", "w2", "w3", "week")
MEASURES = ("pain_now", "pain_worst", "mood", "sleep_hours", "night_wakings", "exercise_done")

SHOWN_FEATURES = tuple(name for name in FEATURES if name != "early weeks")

DECISIONS = {
    "participant": "pseudonym; the same in every export until the key is rotated",
    "simulated": "true: nobody real",
    "point": "number of the decision point among hers, from 1, by the time it was due",
    "day": "days since she joined, on her calendar",
    "local_hour": "hour of her wall clock at which it was due, 0 to 23",
    "slot": "window of the day: daily (the first), w2, w3, week (the weekly note)",
    "available": "false: she could not be written to, and nothing was chosen",
    "reason": "why it was decided so, in our words",
    "arm": "learned, fixed or holdout",
    "policy": "version of the policy",
    "probability": "of writing, 0 to 1; empty where nothing was left to chance",
    "draw": "the random number that the probability was compared with; written when smaller",
    "action": "send, silent, refuse (not available) or missed (too late)",
    "family": "family of the message that was chosen",
    "message": "template of the message chosen; suppressed if it tells of the birth, or is gone",
    **{
        f"feature_{name.replace(' ', '_')}": "known of the moment: 1 holds, -1 doesn't, 0 unknown"
        for name in SHOWN_FEATURES
    },
    "dose": "recent messages, weighted by age, before the decision; JSON list",
    "delivered": "sent (it reached her channel) or expired; empty where nothing was sent",
    "took_part": "she logged something, finished a check-in or exercised until the next point",
    "replied_minutes": "whole minutes until her first message, within four hours",
    "stopped": "she paused or stopped the messages",
    "reward": "what the policy learns from: 1 for taking part, -5 for stopping",
    **{
        f"next_{name}": "the last value told until the next point, within a day of this one"
        for name in MEASURES
    },
}
"""The columns in order, and what each means."""

Row = dict[str, Cell]


def decisions(
    her: Participant, pseudonym: str, events: Sequence[Event], values: Sequence[Value]
) -> Iterator[Row]:
    """Her rows, from her events of KINDS and all her values, superseded ones too."""
    decided = sorted(
        ((e.at, e.body) for e in events if isinstance(e.body, CheckinDecided)),
        key=lambda each: datetime.fromisoformat(each[1].due_at),
    )
    delivered = {e.body.checkin: e.body for e in events if isinstance(e.body, CheckinDelivered)}
    outcomes = {e.body.checkin: e.body for e in events if isinstance(e.body, CheckinOutcome)}
    zone, told = zone_of(her.zone), _told(values)
    for number, (at, body) in enumerate(decided):
        later = decided[number + 1][0] if number + 1 < len(decided) else None
        until = min(later or at + LONGEST, at + LONGEST)
        outcome, arrived = outcomes.get(body.checkin), delivered.get(body.checkin)
        yield {
            "participant": pseudonym,
            "simulated": her.simulated,
            "point": number + 1,
            **_when(her, body, zone),
            **_decision(body),
            "delivered": arrived.outcome if arrived else None,
            "took_part": outcome.took_part if outcome else None,
            "replied_minutes": _minutes(outcome),
            "stopped": outcome.stopped if outcome else None,
            "reward": outcome.reward if outcome else None,
            **_proximal(told, at, until),
        }


def _when(her: Participant, body: CheckinDecided, zone: tzinfo) -> Row:
    due, slot = datetime.fromisoformat(body.due_at).astimezone(zone), slot_of(body.checkin)
    return {
        "day": (due.date() - her.joined_at.astimezone(zone).date()).days,
        "local_hour": due.hour,
        "slot": slot if slot in SLOTS else None,
    }


def _decision(body: CheckinDecided) -> Row:
    features = dict(body.features)
    return {
        "available": body.action in ("send", "silent"),
        "reason": body.reason,
        "arm": body.arm,
        "policy": body.policy,
        "probability": body.probability,
        "draw": body.draw,
        "action": body.action,
        "family": body.family,
        "message": SUPPRESSED if body.message and body.message not in _open() else body.message,
        **{f"feature_{name.replace(' ', '_')}": features.get(name) for name in SHOWN_FEATURES},
        "dose": json.dumps(list(body.dose)) if body.dose else None,
    }


@cache
def _open() -> frozenset[str]:
    """Templates that may be named; one that is no longer there can't be looked at."""
    return frozenset(each.id for each in messages() if not _tells(each))


def _tells(message: Message) -> bool:
    """Whether having got it says how long ago the birth was, of which kind, or that a baby died."""
    births = {"early_weeks", "caesarean"}
    return bool(births & (message.all_of | message.none_of)) or "loss" in message.all_of


def _minutes(outcome: CheckinOutcome | None) -> int | None:
    told = outcome.replied_minutes if outcome else None
    return None if told is None else round(told)


def _told(values: Sequence[Value]) -> list[tuple[datetime, Value]]:
    """Values that count, each at the time at which she told it, however late it was corrected."""
    by_id = {value.id: value for value in values}
    found = []
    for value in values:
        if value.status == "current":
            first, seen = value, {value.id}
            while first.supersedes in by_id and first.supersedes not in seen:
                first = by_id[first.supersedes]
                seen.add(first.id)
            found.append((first.at, value))
    return sorted(found, key=lambda each: each[0])


def _proximal(told: Sequence[tuple[datetime, Value]], since: datetime, until: datetime) -> Row:
    latest: dict[str, Cell] = {v.measure: v.shown for at, v in told if since < at <= until}
    return {f"next_{name}": latest.get(name) for name in MEASURES}


def weeks_at_joining(her: Participant) -> int | None:
    """Whole weeks from the birth to the day she joined; None when it isn't known."""
    joined = her.joined_at.astimezone(zone_of(her.zone))
    return her.weeks_since_birth(joined.date())
