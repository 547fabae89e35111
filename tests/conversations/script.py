"""Conversations as scripts: read from Markdown, played against the real agent.

A file holds several conversations, each under a `## heading`. Lines:

    given onboarded              she has been through onboarding (vaginal birth, 10 weeks, London)
    > text                       she writes this
    clock                        the clock starts a check-in
    clock week                   the clock brings the weekly note
    clock says Rest a bit. [Ok]  the clock has a message for her, with buttons
    clock asks How are you?      likewise, and the questions of the check-in follow
    clock sends tiny-tilt        the policy has chosen this reviewed message for her
    later 2 h                    time passes (min, h, d)
    < text | other               some reply of this turn contains the text, or the other
    <! text                      no reply of this turn contains it
    = pain_now 6                 today's current value; "= pain_now -" for none
    yesterday pain_now 6         likewise the value of the day before
    score phq2 4                 the current weekly score; "score phq2 -" for none
    button Several days          some reply of this turn has this button
    alert emergency cauda_equina an open alert of this tier with this flag
    no alert                     nobody has been alarmed
    profile zone Europe/London   what is known of her
    windows 08:00-10:00 20:00    when the coach may write first
    reminders paused             whether the coach may write first
    goal lift him                her goal, in her words; "goal -" for none
    steps 2                      how many steps towards a goal she has told of
    barriers time, baby          what kept her from exercising, in the order told; "-" for none
    on web                       she writes in this channel, from the beginning on
    kept, not kept               whether her latest message is in the record
    gone                         nothing of her is left: not in the record, not in Rasa's memory
    note erased emergency        what the note that is left says of open alerts ("-" for none)
    picture                      some reply of this turn has a drawing below it

Anything else is a comment.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from bot.nudge import read
from policies.motivation.diary import GOAL_KINDS, current_goal
from policies.motivation.messages import messages
from records.events import (
    BarrierReported,
    CheckinDecided,
    ConsentGiven,
    Draft,
    ItemAnswered,
    MessageReceived,
    MessageSent,
    Onboarded,
    ParticipantErased,
    ProfileChanged,
)
from records.weekly import KINDS as WEEKLY_KINDS
from records.weekly import weekly_scores

if TYPE_CHECKING:
    from bot.context import BotContext
    from bot.intake import FrontDoor

START = datetime(2026, 11, 16, 9, 0, tzinfo=timezone.utc)
UNITS = {"min": "minutes", "h": "hours", "d": "days"}
_addresses = itertools.count()


@dataclass(frozen=True)
class Script:
    title: str
    path: Path
    lines: tuple[tuple[int, str], ...]


def read_scripts(path: Path) -> list[Script]:
    """The conversations of one file."""
    scripts: list[Script] = []
    title, lines = "", []
    for number, line in enumerate([*path.read_text().splitlines(), "## end"], 1):
        if line.startswith("## "):
            if lines:
                scripts.append(Script(title, path, tuple(lines)))
            title, lines = line[3:].strip(), []
        elif line.strip() and title:
            lines.append((number, line.strip()))
    return scripts


class Clock:
    """A clock that the script moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Player:
    """Plays one script with one participant of its own."""

    def __init__(
        self, context: BotContext, door: FrontDoor, clock: Clock, tracker: Path | None = None
    ) -> None:
        """`tracker` is Rasa's file, for scripts that look into it."""
        self._tracker = tracker
        self._text = ""
        self._context, self._door, self._clock = context, door, clock
        self._channel, self._address = "rest", f"script-{next(_addresses)}"
        self._before = len(context.store.read(kinds=[ParticipantErased.kind]))
        self._her: str | None = None
        self._count = itertools.count()
        self._said: list[MessageSent] = []

    @property
    def participant(self) -> str:
        found = self._context.store.find(self._channel, self._address)
        assert found is not None, "she has not written yet"
        return found

    async def play(self, script: Script) -> None:
        for number, line in script.lines:
            try:
                await self._step(line)
            except AssertionError as error:
                said = "\n".join(f"    < {m.text}" for m in self._said)
                raise AssertionError(
                    f"{script.path.name}:{number}: {line}\n{error}\nthe coach said:\n{said}"
                ) from None

    async def _step(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        rest = rest.strip()
        if verb == ">":
            await self.write(rest.replace("\\n", "\n"))
        elif verb == "<":
            wanted = [choice.strip().lower() for choice in rest.split("|")]
            said = [m.text.lower() for m in self._said]
            assert any(choice in text for choice in wanted for text in said), "nobody said so"
        elif verb == "<!":
            assert all(rest.lower() not in m.text.lower() for m in self._said), "it was said"
        elif verb in ("=", "yesterday"):
            measure, _, wanted = rest.partition(" ")
            day = self._clock.now.date() - timedelta(days=1 if verb == "yesterday" else 0)
            values = {
                v.measure: v.shown
                for v in self._context.store.values(self.participant)
                if v.day == day
            }
            assert str(values.get(measure, "-")) == wanted, f"recorded: {values}"
        elif verb == "score":
            name, wanted = rest.split()
            events = self._context.store.read(self.participant, kinds=WEEKLY_KINDS)
            found = [s for s in weekly_scores(events) if s.status == "current"]
            scores = {s.body.questionnaire: f"{s.body.value:g}" for s in found}
            assert scores.get(name, "-") == wanted, f"scores: {scores}"
        elif verb == "button":
            titles = [title for message in self._said for title in message.buttons]
            assert rest in titles, f"buttons: {titles}"
        elif verb == "alert":
            tier, flag = rest.split()
            alerts = self._context.store.alerts(self.participant)
            assert any(a.tier == tier and flag in a.flags for a in alerts), f"alerts: {alerts}"
        elif line == "no alert":
            alerts = self._context.store.alerts(self.participant)
            assert not alerts, f"alerts: {alerts}"
        elif verb == "profile":
            name, wanted = rest.split()
            shown = str(getattr(self._context.store.participant(self.participant), name))
            assert shown == wanted, f"{name} is {shown}"
        elif verb == "windows":
            shown = " ".join(self._context.store.participant(self.participant).windows)
            assert shown == rest, f"her windows are {shown}"
        elif verb == "reminders":
            shown = self._context.store.participant(self.participant).reminders
            assert shown == rest, f"reminders are {shown}"
        elif verb == "goal":
            events = self._context.store.read(self.participant, kinds=GOAL_KINDS)
            goal = current_goal(events)
            assert (goal.words if goal else "-") == rest, f"her goal is {goal}"
        elif verb == "steps":
            steps = self._context.store.read(self.participant, kinds=["goal_step_done"])
            assert len(steps) == int(rest), f"steps: {steps}"
        elif verb == "barriers":
            events = self._context.store.read(self.participant, kinds=["barrier_reported"])
            told = [e.body.barrier for e in events if isinstance(e.body, BarrierReported)]
            assert (", ".join(told) or "-") == rest, f"barriers: {told}"
        elif verb == "on":
            self._channel = rest
        elif line in ("kept", "not kept"):
            heard = self._context.store.read(self.participant, kinds=["message_received"])
            texts = [e.body.text for e in heard if isinstance(e.body, MessageReceived)]
            assert (self._text in texts) == (line == "kept"), f"in the record: {texts}"
            assert self._text not in (await self._remembered()) or line == "kept"
        elif verb == "gone":
            assert self._her is not None and self._context.store.read(self._her) == []
            assert self._context.store.find(self._channel, self._address) is None
            assert not await self._remembered() and self._context.store.verify().intact
        elif verb == "note":
            left = self._context.store.read(kinds=[ParticipantErased.kind])[self._before :]
            (note,) = [e.body for e in left if isinstance(e.body, ParticipantErased)]
            assert (" ".join(note.open_alerts) or "-") == rest.split()[1], f"the note: {note}"
        elif verb == "picture":
            assert any(message.picture for message in self._said), "no drawing"
        elif verb == "later":
            amount, unit = rest.split()
            self._clock.now += timedelta(**{UNITS[unit]: int(amount)})
        elif line.startswith("given onboarded"):
            weeks, birth = rest.split()[1:] or ["10", "vaginal"]
            self.onboard(int(weeks), birth)
        elif verb == "clock":
            await self._clock_knocks(rest)

    async def write(self, text: str) -> str:
        """She writes, and is answered sensibly. Returns the id of her message."""
        from bot.inbound import Inbound  # imports TensorFlow, which collecting must not

        self._clock.now += timedelta(seconds=20)
        number = str(next(self._count))
        receipt = self._door.receive(Inbound(self._channel, self._address, number, text))
        self._her, self._text = receipt.participant, text
        assert receipt.turn is not None and receipt.message_id is not None
        self._said = await receipt.turn
        assert self._said, "no reply at all"
        assert not any("went wrong" in m.text for m in self._said), "an internal error"
        assert not any(re.search(r"\{\w*\}", m.text) for m in self._said), "an unfilled blank"
        return receipt.message_id

    def values_of(self, message_id: str) -> dict[str, float | str]:
        """The values recorded from one of her messages, by measure.

        "Pain 6" in answer to the weekly question of average pain is kept as that answer.
        """
        store = self._context.store
        found: dict[str, float | str] = {}
        for event in store.read(self.participant, kinds=["item_answered"]):
            body = event.body
            assert isinstance(body, ItemAnswered)
            if (body.message_id, body.item) == (message_id, "peg_pain"):
                found["pain_now"] = body.value
        values = store.values(self.participant, superseded=True)
        return found | {v.measure: v.shown for v in values if v.message_id == message_id}

    def words_of(self, message_id: str) -> dict[str, str]:
        """The words that each value of one of her messages leads back to."""
        event = self._context.store.event(message_id)
        assert event is not None and isinstance(event.body, MessageReceived)
        values = self._context.store.values(self.participant, superseded=True)
        said = event.body.text
        return {v.measure: said[v.start : v.end] for v in values if v.message_id == message_id}

    async def _remembered(self) -> str:
        """What Rasa's file holds of her."""
        from rasa.core.tracker_store import SQLTrackerStore
        from rasa.shared.core.domain import Domain

        assert self._her is not None and self._tracker is not None
        store = SQLTrackerStore(Domain.load("bot/domain"), db=str(self._tracker))
        tracker = await store.retrieve_full_tracker(self._her)
        return "" if tracker is None else str(tracker.as_dialogue().as_dict())

    def consented(self) -> bool:
        found = self._context.store.find(self._channel, self._address)
        return found is not None and self._context.store.participant(found).consent == "given"

    async def _clock_knocks(self, what: str) -> None:
        kind, _, words = what.partition(" ")
        slot = "week" if kind == "week" else "daily"
        checkin = f"{self.participant}:{self._clock.now:%Y-%m-%d}:{slot}"
        text, *buttons = re.split(r"\s*\[", words)
        said = {
            "message": "a-message",
            "text": text,
            "buttons": [title.rstrip("] ") for title in buttons],
            "ask": kind == "asks",
        }
        if kind == "sends":
            said = self._chosen(checkin, words)
        week = {"kind": "week"}
        nudge = {"": None, "week": week, "says": said, "asks": said, "sends": said}[kind]
        answer = await self._door.check_in(checkin, self.participant, read(nudge))
        assert answer.state == "rendered", f"the check-in was {answer}"
        assert (await self._door.deliver(checkin, self.participant)).state == "delivered"
        self._said = [
            event.body
            for event in self._context.store.read(self.participant, kinds=["message_sent"])
            if isinstance(event.body, MessageSent) and event.body.checkin == checkin
        ]

    def _chosen(self, checkin: str, name: str) -> dict[str, object]:
        """A reviewed message, after the policy's choice of it was written down."""
        message = next(each for each in messages() if each.id == name)
        decided = CheckinDecided(
            checkin, self._clock.now.isoformat(), "send", "", arm="learned", probability=0.62,
            draw=0.1, family=message.family, message=name,
            why=("you answered 5 of 6 messages at about this time lately",),
        )  # fmt: skip
        self._context.store.append(self.participant, Draft(decided, self._clock.now))
        return {
            "message": name,
            "text": message.text,
            "buttons": list(message.buttons),
            "ask": message.ask,
        }

    def onboard(self, weeks: int = 10, birth: str = "vaginal") -> None:
        """She has been through onboarding a day ago, so many weeks after her birth."""
        store, now = self._context.store, self._clock.now - timedelta(days=1)
        participant = store.join(self._channel, self._address, now)
        born = (START - timedelta(weeks=weeks)).date().isoformat()
        store.append(
            participant,
            Draft(ConsentGiven("test", "given"), now),
            Draft(ProfileChanged("given", born, birth, "Europe/London", "10:00"), now),
            Draft(Onboarded("given"), now),
        )
