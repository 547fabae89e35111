"""What is held about her, in a short list from the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot import context
from bot.actions.goals import goal_of
from bot.actions.turn import Turn, place
from bot.actions.words import day_in_words, said
from bot.capture.windows import in_words
from bot.identity import CHATS
from records.events import ClinicianView, GuidanceShown, MessageReceived
from records.store import ALERT_STATES
from records.weekly import KINDS as WEEKLY_KINDS
from records.weekly import weekly_scores

BIRTHS = {"vaginal": "vaginal birth", "caesarean": "caesarean"}
A_WEEK = 7  # days whose names say enough


def clinicians_see_words(turn: Turn) -> bool:
    """Whether the clinic's pages show her words beside her numbers."""
    chosen = turn.store.read(turn.participant, kinds=[ClinicianView.kind])
    latest = chosen[-1].body if chosen else None
    return latest.words if isinstance(latest, ClinicianView) else True


def held(turn: Turn) -> str:
    """One line each, without what isn't known."""
    return "\n".join(f"- {line}" for line in _lines(turn))


def kept_for(turn: Turn) -> str:
    """How long, as the end of a sentence."""
    days = context.current().retention_days
    if days is None:
        return "until you have it erased"
    return f"until you have it erased, or until you haven't written for {days} days"


def _lines(turn: Turn) -> Iterator[str]:
    her = turn.her
    if her.birth_date is not None:
        kind = BIRTHS.get(her.birth_kind or "")
        yield f"Your baby was born on {her.birth_date.day} {her.birth_date:%B %Y}" + (
            f", {kind}" if kind else ""
        )
    elif her.birth_kind is not None:
        yield f"You had a {BIRTHS[her.birth_kind]}"
    if her.zone:
        yield f"You're on {place(her.zone)} time"
    if values := _latest_values(turn):
        yield f"Last noted: {values}"
    if scores := _scores(turn):
        yield f"Weekly questions: {scores}"
    goal = goal_of(turn)
    if goal is not None:
        yield f"Your goal: {goal.words}"
    yield f"My messages: {_messages(turn)}"
    chats = dict.fromkeys(CHATS.get(each.channel, each.channel) for each in her.channels)
    yield f"Where we chat: {', '.join(chats)}"
    yield from _words(turn)


def _latest_values(turn: Turn) -> str:
    latest = {value.measure: value for value in turn.store.values(turn.participant)}
    return ", ".join(
        f"{said(value.measure, value.shown)} ({_when(turn, value.day)})"
        for value in latest.values()
    )


def _when(turn: Turn, day: date) -> str:
    near = (turn.today - day).days < A_WEEK
    return day_in_words(day, turn.today) if near else f"{day.day} {day:%B}"


def _scores(turn: Turn) -> str:
    events = turn.store.read(turn.participant, kinds=WEEKLY_KINDS)
    latest = {s.body.questionnaire: s for s in weekly_scores(events) if s.status == "current"}
    return ", ".join(f"{name.upper()} {s.body.value:g}" for name, s in latest.items())


def _messages(turn: Turn) -> str:
    her = turn.her
    if her.consent != "given" or her.reminders == "stopped":
        return "off"
    times = in_words(her.windows) if her.windows else "no time chosen"
    paused = her.reminders == "paused" and (
        her.reminders_until is None or her.reminders_until > turn.now
    )
    return f"{times}, paused" if paused else times


def _words(turn: Turn) -> Iterator[str]:
    messages = turn.store.read(turn.participant, kinds=[MessageReceived.kind])
    if messages:
        first = messages[0].at
        count = "1 message" if len(messages) == 1 else f"{len(messages)} messages"
        yield f"Our chat: {count} of yours since {first.day} {first:%B %Y}, and my answers"
    shown = [e.body for e in turn.store.read(turn.participant, kinds=[GuidanceShown.kind])]
    questions = {body.message_id for body in shown if isinstance(body, GuidanceShown)}
    if questions:
        yield f"Questions you asked me: {len(questions)}"
    alerts = turn.store.alerts(turn.participant, states=ALERT_STATES)
    if alerts:
        still = sum(alert.state != "closed" for alert in alerts)
        yield f"Messages passed to your care team: {len(alerts)}, of which {still} still open"
