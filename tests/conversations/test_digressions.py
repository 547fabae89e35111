"""Every digression at every open question: it is answered, and the question comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.conftest import Stage
from tests.conversations.script import START, Script

PLACES = {
    "consent": ["> hello"],
    "the date of birth": ["> hello", "> yes"],
    "the kind of birth": ["> hello", "> yes", "> 6 weeks ago"],
    "the time": ["> hello", "> yes", "> 6 weeks ago", "> vaginal"],
    "pain": ["given onboarded", "> check in"],
    "sleep": ["given onboarded", "> check in", "> 4"],
    "mood": ["given onboarded", "> pain 4, slept 5 hours, up twice"],
    "exercises": ["given onboarded", "> pain 4, slept 5 hours, up twice, mood 6"],
    "a correction": ["given onboarded", "> pain 4, slept 5 hours", "> the pain was wrong"],
    "the weekly pain": ["given onboarded", "> weekly questions"],
    "her activities": ["given onboarded", "> weekly questions", "> 4", "> 5", "> 6"],
}
ASKED = {
    "consent": "may I keep",
    "the date of birth": "When was your baby born",
    "the kind of birth": "vaginal birth or a caesarean",
    "the time": "What time of day",
    "pain": "pain",
    "sleep": "sleep",
    "mood": "mood",
    "exercises": "exercises",
    "a correction": "What should the pain for today be",
    "the weekly pain": "past week",
    "her activities": "Name up to three",
}
DIGRESSIONS = {
    "how do I lift my baby without hurting my back?": "Source:",
    "are you a real person?": "not a person",
    "can I take ibuprofen while breastfeeding?": "pharmacist",
    "my baby has colic, what should I do?": "I only know about your own recovery",
    "I want to talk to a real person": "care team",
    "what can you do?": "short check-in",
    "why do you ask that?": "",
    "what's the weather tomorrow?": "outside what I know | can't help with that",
    "sorry, what was the question?": "",
}


WEEKLY = ("the weekly pain", "her activities")  # there the kind of answer that is wanted is said


@pytest.mark.models
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("digression", DIGRESSIONS)
async def test_a_digression(stage: Stage, place: str, digression: str) -> None:
    stage.clock.now = START
    lines = [*PLACES[place], f"> {digression}", f"< {ASKED[place]}"]
    answer = DIGRESSIONS[digression]
    if answer and not (place in WEEKLY and "outside" in answer):
        lines.insert(-1, f"< {answer}")
    script = Script(f"{digression} at {place}", Path(__file__), tuple(enumerate(lines, 1)))
    await stage.player().play(script)
