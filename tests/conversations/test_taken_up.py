"""A turn that a crash cut short is taken up, and ends as if nothing had happened.

The crash may come after any event of the turn: what was recorded until then stays, and the message
waits for an answer. Rasa saves the conversation at the end of a turn, so it knows nothing of it.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from records.events import (
    ConsentGiven,
    Draft,
    Event,
    MessageReceived,
    Onboarded,
    ProfileChanged,
    from_json,
    to_json,
)
from tests.conversations.conftest import Stage
from tests.conversations.script import START

pytestmark = pytest.mark.models

TALKS = {
    "a whole check-in at once": ["check in", "pain 6, slept 5 hours"],
    "one answer": ["check in", "4"],
    "a correction": ["check in", "pain 6", "sorry, pain is 4"],
    "a skipped question": ["check in", "skip"],
    "a question": ["is it ok to lift the car seat?"],
    "a pause": ["pause for a week"],
    "a stop": ["stop the messages"],
    "a weekly answer": ["weekly questions", "6"],
    "a goal": ["my goal is to carry him up the stairs without wincing"],
    "a barrier": ["did no exercises, no time today"],
    "a person": ["can i talk to a real person please"],
    "what is held": ["what do you know about me?"],
    "her words kept private": ["numbers only"],
    "danger": ["check in", "my left leg is suddenly numb and i wet myself"],
}
_numbers = itertools.count()


@dataclass
class Her:
    """A mother who was onboarded, and what is in her record."""

    stage: Any
    address: str = field(default_factory=lambda: f"cut-{next(_numbers)}")

    def __post_init__(self) -> None:
        self.stage.clock.now = START
        self.store = self.stage.context.store
        self.id = self.store.join("rest", self.address, START)
        facts = (ConsentGiven("1", "m"), ProfileChanged("m", zone="UTC"), Onboarded("m"))
        self.store.append(self.id, *(Draft(fact, START) for fact in facts))

    def receive(self, text: str) -> Any:
        from bot.inbound import Inbound

        self.stage.clock.now += timedelta(seconds=20)
        return self.stage.door.receive(Inbound("rest", self.address, f"{text}-1", text))

    async def write(self, *texts: str) -> None:
        for text in texts:
            await self.receive(text).turn

    @property
    def events(self) -> list[Event]:
        read: list[Event] = self.store.read(self.id)
        return read

    def plain(self) -> list[str]:
        """Her events as texts, with ids that are numbers."""
        told = [(event.kind, to_json(event.body), event.cause) for event in self.events]
        text = json.dumps(told).replace(self.id, "her").replace(self.address, "address")
        for number, event in enumerate(self.events):
            text = text.replace(event.id, str(number))
        return [json.dumps(each) for each in json.loads(text)][1:]  # her alias is her own


def as_hers(event: Event, known: Sequence[tuple[str, str]]) -> Draft:
    """The event with other ids in the place of these."""
    text = json.dumps([to_json(event.body), event.cause])
    for theirs, hers in known:
        text = text.replace(theirs, hers)
    body, cause = json.loads(text)
    return Draft(from_json(event.kind, body), event.at, cause)


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
async def test_a_turn_cut_short_ends_the_same(
    talk: list[str], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the same of several wordings, whatever went before
    monkeypatch.setattr("numpy.random.choice", lambda options: options[0])
    whole = Her(stage)
    await whole.write(*talk)
    heard = max(n for n, e in enumerate(whole.events) if isinstance(e.body, MessageReceived))
    turn = whole.events[heard + 1 :]
    assert any(event.kind == "message_sent" for event in turn)
    for done in range(len(turn)):
        her = Her(stage)
        await her.write(*talk[:-1])
        with monkeypatch.context() as crash:
            crash.setattr(stage.door, "_start", lambda answer: answer.close())
            her.receive(talk[-1])
        known = [(whole.id, her.id), (whole.address, her.address)]
        for event in turn[:done]:
            ids = [(a.id, b.id) for a, b in zip(whole.events, her.events, strict=False)]
            her.store.append(her.id, as_hers(event, [*known, *ids]))
        assert stage.door.resume() == 1  # type: ignore[attr-defined]
        await stage.door.settle()  # type: ignore[attr-defined]
        assert her.plain() == whole.plain(), f"cut after {done} of {turn}"
