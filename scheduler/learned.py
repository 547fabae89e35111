"""The learnt policy at work: gathers what it goes by, and writes down what it chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.motivation import circumstances, past, rest
from policies.motivation.circumstances import About
from policies.motivation.decide import PAYS, POINTS, Decision, decide
from policies.motivation.past import Ledger
from policies.motivation.replay import Lessons
from records.events import CheckinDecided, Event
from records.store import Checkin, Participant, RecordStore
from scheduler.choice import Choice, FixedSchedule, Nudge
from scheduler.decide import Facts
from scheduler.slots import is_weekly

LOOK_BACK = timedelta(days=60)  # longer than any dose or message remembers
RESTING = "resting: messages have not been helping her lately"
SILENT = "left silent by the policy"
ALARMS = {"urgent", "emergency"}  # while one is open, exercise waits
Titles = Callable[[str], str | None]


class LearnedPolicy:
    """Chooses by what was learnt up to last night; `lessons` gives the latest of it.

    The weekly note is no choice: it comes on her Sunday.
    """

    def __init__(self, store: RecordStore, lessons: Callable[[], Lessons], title: Titles) -> None:
        self._store, self._lessons, self._title = store, lessons, title

    def choose(self, checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Choice:
        if is_weekly(checkin):
            return FixedSchedule().choose(checkin, her, facts, now)
        decided = self._store.read(her.id, kinds=past.KINDS, since=now - LOOK_BACK)
        if _rests(decided, now):
            due = checkin.due_at.isoformat()
            return Choice(CheckinDecided(checkin.id, due, "refuse", RESTING))
        return self._choice(checkin, her, facts, decided, now)

    def _choice(
        self,
        checkin: Checkin,
        her: Participant,
        facts: Facts,
        decided: list[Event],
        now: datetime,
    ) -> Choice:
        lessons, ledger = self._lessons(), Ledger()
        for event in decided:
            ledger.add(event)
        ledger.take(lessons.through)
        lessons.learner.since(her.id, ledger.ahead(her.id))
        local = now.astimezone(ZoneInfo(her.zone or "UTC"))
        messages = past.messages(decided)
        about = About(
            her.birth_date, her.birth_kind, her.onboarded_at, bool(facts.open_tiers & ALARMS)
        )
        told = self._store.read(her.id, kinds=circumstances.KINDS)
        known = circumstances.circumstances(told, about, messages, local, self._title)
        recent = past.choices(decided)
        decision = decide(checkin.id, her.id, lessons.learnt, known, messages, recent, local)
        return _written_down(checkin, lessons.version, decision)


def _written_down(checkin: Checkin, version: str, decision: Decision) -> Choice:
    message = decision.message
    body = CheckinDecided(
        checkin.id,
        checkin.due_at.isoformat(),
        "send" if decision.write else "silent",
        decision.why[0] if decision.write else SILENT,
        arm=decision.arm,
        policy=version,
        probability=decision.probability,
        draw=decision.draw,
        features=decision.told,
        dose=decision.dose,
        family=None if message is None else message.family,
        message=None if message is None else message.id,
        eligible=tuple(decision.eligible.items()),
        why=(*decision.why, *(() if checkin.reason is None else (checkin.reason,))),
    )
    if message is None:
        return Choice(body)
    return Choice(
        body,
        Nudge(message=message.id, text=decision.text, buttons=message.buttons, ask=message.ask),
    )


def _rests(decided: list[Event], now: datetime) -> bool:
    latest = past.latest_choice(decided)
    if latest is None or now - latest[0] >= rest.LENGTH:
        return False
    told = dict(latest[1].features)
    return PAYS in told and rest.tired(told[PAYS], int(told[POINTS]))
