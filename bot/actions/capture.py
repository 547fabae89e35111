"""Capture: hears every message in every state and writes the values in it to the record.

Rasa runs `action_validate_slot_mappings` for each message, before any policy, and once more when a
form is activated; the record's causes make the second hearing a no-op. It may return slots only:
they tell the active form what it need not ask any more, and the policies which action answers in
place of the intent's (policies/dialogue.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import barriers, goals, nudge_replies, onboarding, weekly_answers
from bot.actions.asides import ASIDES, aside_in
from bot.actions.erasure import next_step
from bot.actions.forms import Events
from bot.actions.guidance import asks_unheard, continues
from bot.actions.loss import hear_loss, takes_loss_back
from bot.actions.misses import not_understood
from bot.actions.navigation import command_in
from bot.actions.recording import Recorded, record_value, record_values
from bot.actions.safety import answers_safety, repeat_warning, thank_for_a_sign
from bot.actions.turn import CORRECTION_FORM, DETOUR_SLOT, ONBOARDING_FORM, SKIPPED, Expected, Turn
from bot.actions.words import day_in_words, said
from bot.capture.earlier import read_earlier
from bot.capture.lately import corrects_last, is_same
from bot.capture.measures import Measure
from bot.capture.privacy import (
    asks_about_her_data,
    asks_what_is_held,
    chooses_view,
    wants_download,
    wants_to_correct,
    withdraws_consent,
)
from bot.capture.values import Extraction, Found, extract
from bot.capture.weekly import wants_weekly
from records.events import CHECKIN_MEASURES, ValueSkipped

LATELY = timedelta(minutes=10)  # how long "sorry 5" may still be about the last answer
SAME_WITHIN = timedelta(days=3)


class ActionCapture(Action):
    """Values out of the message and into the record; onboarding answers likewise."""

    def name(self) -> str:
        return "action_validate_slot_mappings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        events = await _events(Turn(tracker), dispatcher)
        detour = next((e["name"] for e in events if e["event"] == "followup"), None)
        slots = [event for event in events if event["event"] == "slot"]
        if detour != tracker.get_slot(DETOUR_SLOT):
            slots.append(SlotSet(DETOUR_SLOT, detour))
        return slots


async def _events(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """What was heard, and the action that answers in place of the intent's, if there is one."""
    if turn.message_id is None:
        return []
    new = not turn.hushed and not turn.heard_before
    if new and answers_safety(turn):
        return [FollowupAction("action_after_safety")]
    if new:
        repeat_warning(turn, dispatcher)
        thank_for_a_sign(turn, dispatcher)
    to_nudge = nudge_replies.hear(turn) if new else None
    if to_nudge is not None:
        return [FollowupAction(to_nudge)]
    if new and (of_her_data := _of_her_data(turn)):
        return [FollowupAction(of_her_data)]
    if new and command_in(turn):
        return [FollowupAction("action_navigate")]
    if new and wants_weekly(turn.text):
        return [FollowupAction("action_begin_weekly")]
    news_of_loss = not turn.heard_before and hear_loss(turn)
    events = _heard(turn, dispatcher)
    of_goal = None
    if new and turn.her.consent == "given":
        barriers.hear(turn)
        of_goal = goals.hear(turn)
    if new and news_of_loss:
        events.append(FollowupAction("action_baby_loss"))
    elif new and takes_loss_back(turn):
        events.append(FollowupAction("action_loss_taken_back"))
    elif new and withdraws_consent(turn.text) and turn.her.consent == "given":
        events.append(FollowupAction("action_withdraw_consent"))
    elif new and asks_about_her_data(turn.text):
        events.append(FollowupAction("action_your_data"))
    elif new and (events or turn.captured) and await _beside(turn):
        events.append(FollowupAction("action_aside"))
    elif of_goal is not None:
        events.append(FollowupAction(of_goal))
    elif new and not (events or turn.captured) and (_goes_on(turn) or await asks_unheard(turn)):
        events.append(FollowupAction("action_answer"))
    return events


def _of_her_data(turn: Turn) -> str | None:
    """The action for a message that is about her data and nothing else."""
    if next_step(turn) is not None:
        return "action_erase"
    if asks_what_is_held(turn.text):
        return "action_what_is_held"
    if wants_download(turn.text):
        return "action_ask_for_export"
    if wants_to_correct(turn.text):
        return "action_correct_something"
    return "action_choose_view" if chooses_view(turn.text) is not None else None


def _heard(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """What the form need not ask any more, or must ask again."""
    events = onboarding.hear(turn) if turn.form == ONBOARDING_FORM else []
    if turn.her.consent == "given":
        events += [*weekly_answers.hear(turn, dispatcher), *hear(turn, dispatcher)]
    if events or turn.form != ONBOARDING_FORM or turn.hushed:
        return events
    return onboarding.ask_again(turn, dispatcher)


def _goes_on(turn: Turn) -> bool:
    """Whether she asks on about a passage, in words that are clearly no other wish."""
    asked = turn.intent in ("ask_guidance", "ask_plan")  # "how many a day?" sounds like a plan
    other = turn.intent in ASIDES and not asked and turn.sure
    return not other and continues(turn)


async def _beside(turn: Turn) -> bool:
    """Whether something to be answered stands beside what was captured."""
    if turn.form is None and turn.intent in ASIDES:
        return False  # the whole message is the question, and a rule answers it
    return await aside_in(turn) is not None


def hear(turn: Turn, dispatcher: CollectingDispatcher) -> Events:
    """Record what the message says; acknowledge it, unless safety has to speak first."""
    expected = turn.expected or _last_answer_corrected(turn)
    asked = expected.measure if expected else turn.asked_measure
    extraction = weekly_answers.besides_answers(turn, extract(turn.text, asked))
    if asked is not None and is_same(turn.text):
        extraction = replace(extraction, values=_same_as_before(turn, asked), skipped=False)
    recorded = record_values(turn, extraction, turn.message_id or "", asked, expected)
    filled: dict[str, float | str] = {
        item.found.measure: item.found.value for item in recorded if item.day == turn.today
    }
    corrected = _hear_of_earlier(turn, extraction)
    problems = {problem.measure for problem in extraction.problems} - set(filled)
    skipped = asked is not None and asked not in filled and extraction.skipped
    if asked is not None and skipped and expected is None:
        filled[asked] = SKIPPED
        turn.record(ValueSkipped(asked, turn.today.isoformat(), turn.message_id or ""), asked)
    if skipped and not turn.hushed:
        dispatcher.utter_message(response="utter_skipped")
    events: Events = [SlotSet(name, filled[name]) for name in filled if name in CHECKIN_MEASURES]
    if expected is not None and (skipped or any(i.found.measure == asked for i in recorded)):
        events += [SlotSet("corrected", "heard"), SlotSet("expected", None)]
    elif expected is not None and turn.form != CORRECTION_FORM and not turn.heard_before:
        events.append(SlotSet("expected", None))  # she went on to something else
    if not turn.hushed:
        _acknowledge(turn, dispatcher, [*recorded, *corrected])
        if problems and not turn.heard_before:
            events += not_understood(turn, dispatcher, f"utter_range_{sorted(problems)[0]}")
    if not filled and turn.asked is not None and (problems or corrected):
        events.append(SlotSet(turn.asked, None))  # heard, but to be asked again
    return events


def _last_answer_corrected(turn: Turn) -> Expected | None:
    """The answer before the open question, when "sorry 5" puts that right."""
    today = [
        v for v in turn.store.values(turn.participant, since=turn.today) if v.day == turn.today
    ]
    last = max(today, key=lambda value: value.at, default=None)
    if last is None or turn.asked_measure in (None, last.measure) or turn.heard_before:
        return None
    if turn.now - last.at > LATELY or not corrects_last(turn.text, last.measure, last.shown):
        return None
    return Expected(last.measure, turn.today)


def _same_as_before(turn: Turn, asked: Measure) -> tuple[Found, ...]:
    """ "Same as yesterday": the latest value of the days before today, if it is fresh enough."""
    before = [
        value
        for value in turn.store.values(turn.participant, since=turn.today - SAME_WITHIN)
        if value.measure == asked and value.day < turn.today
    ]
    if not before:
        return ()
    return (Found(asked, before[-1].shown, 0, len(turn.text), "same as before"),)


def _hear_of_earlier(turn: Turn, extraction: Extraction) -> list[Recorded]:
    """Values of an earlier day, when she says that the record has them wrong."""
    if turn.intent != "correct_value" and not extraction.correction:
        return []
    earlier = read_earlier(turn.text, turn.today)
    if earlier is None:
        return []
    return [
        record_value(turn, found, earlier.day, turn.message_id or "", None, correcting=True)
        for found in earlier.extraction.values
    ]


def _acknowledge(turn: Turn, dispatcher: CollectingDispatcher, recorded: list[Recorded]) -> None:
    noted, changed = [], []
    for item in recorded:
        measure, value = item.found.measure, item.found.value
        if not item.new:
            continue
        of_day = "" if item.day == turn.today else f" for {day_in_words(item.day, turn.today)}"
        if item.replaced is not None and item.replaced.shown != value:
            was = said(measure, item.replaced.shown, short=True)
            changed.append(f"{said(measure, value)}{of_day} (it was {was})")
        else:
            noted.append(said(measure, value) + of_day)
    if changed:
        dispatcher.utter_message(response="utter_corrected", values=", ".join(changed))
    if noted:
        dispatcher.utter_message(response="utter_noted", values=", ".join(noted))
