"""Her record for these tests: what she told on which day, as the events of a log."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from datetime import date, datetime, time, timedelta, timezone

from records.events import Body, Event, GoalSet, GoalStepDone, MessageReceived, ValueRecorded

TODAY = date(2026, 11, 22)  # a Sunday
UTC = timezone.utc


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


class Log:
    """Events in the order they are told; each method returns the id of her message."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._numbers = itertools.count(1)

    def add(self, body: Body, day: date, name: str = "event") -> str:
        number = next(self._numbers)
        event_id = f"{name}-{number}"
        at = datetime.combine(day, time(12), UTC)
        self.events.append(Event(event_id, number, "her", at, body, event_id, ""))
        return event_id

    def says(self, text: str, day: date = TODAY) -> str:
        return self.add(MessageReceived("web", text), day, "message")

    def tells(self, day: date, **values: float | str) -> str:
        """`pain_now=4`, `exercise_done="yes"` and so on, all in one message."""
        message = self.says(", ".join(f"{name} {value}" for name, value in values.items()), day)
        for measure, value in values.items():
            body = ValueRecorded(measure, value, day.isoformat(), message, 0, 1, "test")
            self.add(body, day, "value")
        return message

    def sets_goal(self, words: str, day: date = TODAY) -> str:
        message = self.says(words, day)
        self.add(GoalSet(words, message, 0, len(words)), day)
        return message

    def takes_step(self, text: str, day: date = TODAY) -> str:
        message = self.says(text, day)
        self.add(GoalStepDone(day.isoformat(), message), day)
        return message


def active_on(days: Collection[date]) -> Log:
    """She exercised on these days and said so."""
    log = Log()
    for day in sorted(days):
        log.tells(day, exercise_done="yes")
    return log
