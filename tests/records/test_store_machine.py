"""Any sequence of the store's verbs, against a model made of lists and dicts."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from records.events import (
    AlertAcknowledged,
    AlertClosed,
    Body,
    CheckinDelivered,
    CheckinStage,
    Draft,
)
from records.store import Checkin, RecordStore, UnknownParticipant
from tests.records.kinds_of_store import KINDS, LEASE, NOW, OPENERS, alert, decision, pain, said

pytestmark = pytest.mark.slow

ADDRESSES = st.sampled_from(["a", "b", "c", "d"])
CAUSES = st.sampled_from(["m1", "m2", "m3", "m4", "m5", "m6"])
STAGES = st.sampled_from(["decide", "render", "deliver"])
NUMBERS = st.integers(0, 10).map(float)


@dataclass
class Person:
    """What the model knows of a participant."""

    bodies: list[Body] = field(default_factory=list)
    values: dict[str, tuple[float, str]] = field(default_factory=dict)
    alerts: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    checkins: dict[str, Checkin] = field(default_factory=dict)


class StoreMachine(RuleBasedStateMachine):
    kind: ClassVar[str]

    people = Bundle("people")
    values = Bundle("values")
    alerts = Bundle("alerts")
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store: RecordStore = OPENERS[self.kind](self.folder)
        self.now: datetime = NOW
        self.model: dict[str, Person] = {}
        self.addresses: dict[str, str] = {}
        self.causes: set[str] = set()
        self.rows = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def append(self, her: str, *drafts: Draft) -> list[str]:
        """Appends, and checks that exactly the new causes were taken. Returns the new ids."""
        if her not in self.model:
            with pytest.raises(UnknownParticipant):
                # a cause seen before would be skipped before anybody asks for her key
                self.store.append(her, *(replace(draft, cause=None) for draft in drafts))
            return []
        expected = [d for d in drafts if d.cause is None or d.cause not in self.causes]
        events = self.store.append(her, *drafts)
        assert [event.body for event in events] == [draft.body for draft in expected]
        self.causes |= {draft.cause for draft in expected if draft.cause}
        self.rows += len(events)
        self.model[her].bodies += [event.body for event in events]
        return [event.id for event in events]

    # --- people and messages ---

    @rule(target=people, address=ADDRESSES)
    def join(self, address: str) -> str:
        her = self.store.join("web", address, self.now)
        if address in self.addresses:
            assert her == self.addresses[address]
        else:
            assert her not in self.model
            self.addresses[address] = her
            self.model[her] = Person([event.body for event in self.store.read(her)])
            self.rows += 2
        return her

    @rule(her=people, cause=CAUSES, text=st.text(st.characters(exclude_categories=("Cs",))))
    def receive(self, her: str, cause: str, text: str) -> None:
        ids = self.append(her, said(text, cause, self.now))
        if her in self.model:
            self.model[her].unanswered += ids

    @rule(her=people)
    def answer(self, her: str) -> None:
        if her in self.model and self.model[her].unanswered:
            self.store.answered(self.model[her].unanswered.pop(0))

    # --- values and alerts ---

    @rule(target=values, her=people, number=NUMBERS, cause=CAUSES)
    def record(self, her: str, number: float, cause: str) -> object:
        ids = self.append(her, pain(number, cause=f"{cause}:pain", at=self.now))
        for value in ids:
            self.model[her].values[value] = (number, "current")
        return multiple(*((her, value) for value in ids))

    @rule(target=values, value=values, number=NUMBERS)
    def correct(self, value: tuple[str, str], number: float) -> object:
        her, old = value
        ids = self.append(her, pain(number, supersedes=old, at=self.now))
        for new in ids:
            known = self.model[her].values
            known[old] = (known[old][0], "superseded")
            known[new] = (number, "current")
        return multiple(*((her, new) for new in ids))

    @rule(target=alerts, her=people)
    def raise_alert(self, her: str) -> object:
        ids = self.append(her, alert(at=self.now))
        for raised in ids:
            self.model[her].alerts[raised] = "open"
        return multiple(*((her, raised) for raised in ids))

    @rule(raised=alerts)
    def acknowledge(self, raised: tuple[str, str]) -> None:
        her, which = raised
        if self.append(her, Draft(AlertAcknowledged(which, "dr"), self.now)):
            known = self.model[her].alerts
            known[which] = "acknowledged" if known[which] == "open" else known[which]

    @rule(raised=alerts)
    def close(self, raised: tuple[str, str]) -> None:
        her, which = raised
        if self.append(her, Draft(AlertClosed(which, "dr", "seen"), self.now)):
            self.model[her].alerts[which] = "closed"

    # --- the queue ---

    @rule(her=people, day=st.integers(1, 4), minutes=st.integers(-5, 5))
    def plan(self, her: str, day: int, minutes: int) -> None:
        checkin = Checkin(f"{her}:{day}", her, self.now + timedelta(minutes=minutes))
        if her not in self.model:
            with pytest.raises(UnknownParticipant):
                self.store.plan_checkin(checkin)
            return
        known = self.model[her].checkins
        assert self.store.plan_checkin(checkin) == (checkin.id not in known)
        known.setdefault(checkin.id, replace(checkin, not_before=checkin.due_at))

    @rule(her=people, day=st.integers(1, 4), again=st.integers(1, 4))
    def plan_anew(self, her: str, day: int, again: int) -> None:
        drop, add = f"{her}:{day}", Checkin(f"{her}:{again}", her, self.now)
        if her not in self.model:
            with pytest.raises(UnknownParticipant):
                self.store.plan_anew(her, [drop], [add], 1)
            return
        known = self.model[her].checkins
        if drop in known and (known[drop].state, known[drop].stage) == ("due", "decide"):
            del known[drop]
        assert self.store.plan_anew(her, [drop], [add], 1) == (add.id not in known)
        known.setdefault(add.id, replace(add, not_before=self.now))

    @rule(target=claims, limit=st.integers(1, 3), stage=STAGES)
    def claim(self, limit: int, stage: CheckinStage) -> object:
        waiting = {
            checkin.id: checkin.not_before
            for person in self.model.values()
            for checkin in person.checkins.values()
            if checkin.stage == stage and checkin.not_before and checkin.not_before <= self.now
        }
        claimed = self.store.claim_due(self.now, LEASE, limit, stage)
        first = sorted(waiting.values())[:limit]  # type: ignore[type-var]
        assert sorted(waiting[c.id] for c in claimed) == first  # type: ignore[type-var]
        for checkin in claimed:
            before = self.model[checkin.participant].checkins[checkin.id]
            held = replace(
                before, state="claimed", not_before=self.now + LEASE, attempts=before.attempts + 1
            )
            assert checkin == held
            self.model[checkin.participant].checkins[checkin.id] = held
        return multiple(*claimed)

    def held(self, checkin: Checkin) -> Person | None:
        """Who the check-in is for, if this claim of it still holds."""
        person = self.model.get(checkin.participant)
        return person if person and person.checkins.get(checkin.id) == checkin else None

    @rule(checkin=claims, action=st.sampled_from(["send", "silent", "refuse", "missed"]))
    def decide(self, checkin: Checkin, action: str) -> None:
        person = self.held(checkin) if checkin.stage == "decide" else None
        if checkin.stage != "decide":
            return
        decided = decision(checkin, action, nudge="{}")
        assert self.store.decide_checkins([decided], self.now) == [person is not None]
        if person is None:
            return
        sends = action == "send"
        states = {"send": "due", "silent": "silent", "refuse": "refused", "missed": "missed"}
        person.checkins[checkin.id] = replace(
            checkin,
            state=states[action],  # type: ignore[arg-type]
            stage="render" if sends else "decide",
            not_before=self.now if sends else None,
            nudge="{}" if sends else None,
            reason="why",
            settled_at=None if sends else self.now,
        )
        if f"{checkin.id}:decided" not in self.causes:
            self.causes.add(f"{checkin.id}:decided")
            person.bodies.append(decided.body)
            self.rows += 1

    @rule(checkin=claims, state=st.sampled_from(["sent", "missed", "due", "on"]))
    def settle(self, checkin: Checkin, state: str) -> None:
        ends = state in ("sent", "missed")
        if checkin.stage == "decide" and state != "due":
            return
        person = self.held(checkin)
        later = replace(checkin, not_before=self.now + timedelta(minutes=1))
        again = replace(later, stage="deliver", nudge=None) if state == "on" else later
        kept = state if ends else "due"
        done = self.store.settle_checkin(again, kept, "why", self.now)  # type: ignore[arg-type]
        assert done == (person is not None)
        if person is None:
            return
        person.checkins[checkin.id] = replace(
            again,
            state=kept,  # type: ignore[arg-type]
            not_before=None if ends else again.not_before,
            nudge=None if ends else again.nudge,
            reason="why",
            settled_at=self.now if ends else None,
        )
        if ends and f"{checkin.id}:delivered" not in self.causes:
            self.causes.add(f"{checkin.id}:delivered")
            outcome = "sent" if state == "sent" else "expired"
            person.bodies.append(CheckinDelivered(checkin.id, outcome, "why"))  # type: ignore[arg-type]
            self.rows += 1

    # --- time, care, other processes ---

    @rule(seconds=st.integers(1, 300))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def rebuild(self) -> None:
        assert self.store.rebuild() == sum(len(p.bodies) for p in self.model.values())

    @rule()
    def another_process(self) -> None:
        self.store = OPENERS[self.kind](self.folder)

    @rule(her=people)
    def forget(self, her: str) -> None:
        self.store.forget(her)
        self.model.pop(her, None)
        self.addresses = {a: p for a, p in self.addresses.items() if p != her}

    # --- what must hold at all times ---

    @invariant()
    def the_chain_verifies(self) -> None:
        verification = self.store.verify()
        assert verification.intact
        assert verification.rows == self.rows

    @invariant()
    def views_are_those_of_the_model(self) -> None:
        assert {who.id for who in self.store.participants()} == set(self.model)
        everything = ("open", "acknowledged", "closed")
        for her, person in self.model.items():
            assert [event.body for event in self.store.read(her)] == person.bodies
            values = self.store.values(her, superseded=True)
            assert {v.id: (v.number, v.status) for v in values} == person.values
            alerts = self.store.alerts(her, states=everything)  # type: ignore[arg-type]
            assert {a.id: a.state for a in alerts} == person.alerts
            assert {c.id: c for c in self.store.checkins(her)} == person.checkins
        waiting = {message for person in self.model.values() for message in person.unanswered}
        assert {event.id for event in self.store.unanswered()} == waiting
        for address in ("a", "b", "c", "d"):
            assert self.store.find("web", address) == self.addresses.get(address)


@pytest.mark.parametrize("kind", KINDS)
def test_any_sequence_of_verbs(kind: str) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    machine = type("Machine", (StoreMachine,), {"kind": kind})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
