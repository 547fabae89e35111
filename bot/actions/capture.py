"""Capture: hears every message in every state and writes the values in it to the record.

Rasa runs `action_validate_slot_mappings` for each message, before any policy, and once more when a
form is activated; the record's causes make the second hearing a no-op. The slots set here only tell
the active form what it need not ask any more.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import onboarding
from bot.actions.recording import Recorded, record_values
from bot.actions.turn import ONBOARDING_FORM, SKIPPED, Turn
from bot.actions.words import said
from bot.capture.values import extract
from records.events import CHECKIN_MEASURES, ValueSkipped


class ActionCapture(Action):
    """Values out of the message and into the record; onboarding answers likewise."""

    def name(self) -> str:
        return "action_validate_slot_mappings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = Turn(tracker)
        if turn.message_id is None:
            return []
        onboarding_answers = onboarding.hear(turn) if turn.form == ONBOARDING_FORM else None
        if onboarding_answers is not None:
            return onboarding_answers
        values = hear(turn, dispatcher) if turn.her.consent == "given" else []
        if values or turn.form != ONBOARDING_FORM or turn.tier in ("urgent", "emergency"):
            return values
        return onboarding.ask_again(turn, dispatcher)


def hear(turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    """Record what the message says; acknowledge it, unless safety has to speak first."""
    asked = turn.asked_measure
    extraction = extract(turn.text, asked)
    recorded = record_values(turn, extraction, turn.message_id or "", asked)
    filled: dict[str, float | str] = {found.measure: found.value for found in extraction.values}
    problems = {problem.measure for problem in extraction.problems} - set(filled)
    if asked is not None and asked not in filled and extraction.skipped:
        filled[asked] = SKIPPED
        turn.record(ValueSkipped(asked, turn.today.isoformat(), turn.message_id or ""), asked)
        if turn.tier == "none":
            dispatcher.utter_message(response="utter_skipped")
    if turn.tier not in ("urgent", "emergency"):
        _acknowledge(dispatcher, recorded)
        for measure in sorted(problems):
            dispatcher.utter_message(response=f"utter_range_{measure}")
    events = [SlotSet(name, value) for name, value in filled.items() if name in CHECKIN_MEASURES]
    if problems and asked is not None and not filled:
        events.append(SlotSet(asked, None))  # heard, but to be asked again
    return events


def _acknowledge(dispatcher: CollectingDispatcher, recorded: list[Recorded]) -> None:
    noted, changed = [], []
    for item in recorded:
        measure, value = item.found.measure, item.found.value
        if not item.new:
            continue
        if item.replaced is not None and item.replaced.shown != value:
            was = said(measure, item.replaced.shown, short=True)
            changed.append(f"{said(measure, value)} (it was {was})")
        else:
            noted.append(said(measure, value))
    if changed:
        dispatcher.utter_message(response="utter_corrected", values=", ".join(changed))
    if noted:
        dispatcher.utter_message(response="utter_noted", values=", ".join(noted))
