"""How the forms begin and end: each begins from what the record already holds."""

from __future__ import annotations

from typing import Any, Literal

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from bot.actions.admission import open_questions
from bot.actions.turn import CHECKIN_FORM, NOT_ASKED, ONBOARDING_FORM, SKIPPED, WEEKLY_FORM, Turn
from records.events import CHECKIN_MEASURES, CheckinEnded, CheckinStarted, ValueSkipped, WeeklyEnded

PROFILE = ("birth_date", "birth_kind", "checkin_time", "zone")
Events = list[EventType]


def closed() -> Events:
    """The events that end whichever form is open."""
    return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("expected", None)]


def answered_today(turn: Turn) -> dict[str, Any]:
    """Each question of the check-in with today's answer, a mark that it was skipped, or None."""
    today = turn.today
    answers: dict[str, Any] = dict.fromkeys(CHECKIN_MEASURES)
    if turn.baby_died:
        answers["night_wakings"] = NOT_ASKED  # nobody asks her how often the baby woke her
    if turn.exercise_paused:
        answers["exercise_done"] = NOT_ASKED
    for event in turn.store.read(turn.participant, kinds=["value_skipped"]):
        if isinstance(event.body, ValueSkipped) and event.body.day == today.isoformat():
            answers[event.body.measure] = SKIPPED
    for value in turn.store.values(turn.participant, since=today):
        if value.day == today and value.measure in answers:
            answers[value.measure] = value.shown
    return answers


def completed_today(turn: Turn) -> bool:
    """Whether she has been through today's check-in to its end."""
    return any(
        isinstance(event.body, CheckinEnded)
        and (event.body.day, event.body.outcome) == (turn.today.isoformat(), "complete")
        for event in turn.store.read(turn.participant, kinds=["checkin_ended"])
    )


def fresh_slots(turn: Turn) -> Events:
    """The check-in form's slots as today's record has them."""
    return [SlotSet(measure, answer) for measure, answer in answered_today(turn).items()]


def begin_checkin(turn: Turn) -> Events:
    """Start the check-in from an action that no rule follows up with the form."""
    turn.record(CheckinStarted(turn.today.isoformat()), "checkin_started")
    return [*fresh_slots(turn), FollowupAction(CHECKIN_FORM)]


def leave_form(turn: Turn, outcome: Literal["left", "stopped_for_safety"] = "left") -> Events:
    """The events that end the open form, if there is one; what she has told stays recorded."""
    if turn.form is None:
        return []
    if turn.form == CHECKIN_FORM:
        turn.record(CheckinEnded(turn.today.isoformat(), outcome), "checkin_ended")
    elif turn.form == WEEKLY_FORM:
        turn.record(WeeklyEnded(turn.today.isoformat(), outcome), "weekly_ended")
    return closed()


def begin_onboarding(turn: Turn) -> Events:
    """Start or take up onboarding: what she has told before is not asked again."""
    consent = "given" if turn.her.consent == "given" else None
    known = {name: getattr(turn.her, name) for name in PROFILE}
    unknown = NOT_ASKED if turn.baby_died else None  # then nothing is asked of the birth
    return [
        SlotSet("consent", consent),
        *(SlotSet(name, value) for name, value in open_questions(turn).items()),
        *(
            SlotSet(name, str(fact) if fact is not None else unknown)
            for name, fact in known.items()
        ),
        FollowupAction(ONBOARDING_FORM),
    ]
