"""A simulated mother's record of many days, with all that a clinician adds to it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from policies.measures.questionnaire import by_id
from records.events import (
    AlertAcknowledged,
    AlertActed,
    AlertClosed,
    CheckinDecided,
    CheckinDelivered,
    CheckinEnded,
    CheckinOutcome,
    Draft,
    ItemAnswered,
    MessageReceived,
    NoteWritten,
    QuestionnaireScored,
    Screened,
    ValueCorrected,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from tests.clinic.simulated_people import NOW, Scribe

SAYS = {"pain_now": "about a {} i think", "sleep_hours": "{} hours, on and off", "mood": "{} today"}
ITEMS = {
    "peg": ("peg_pain", "peg_enjoyment", "peg_activity"),
    "gad2": ("gad2_nervous", "gad2_worry"),
    "phq2": ("phq2_interest", "phq2_low"),
    "pgic": ("pgic_change",),
    "psfs": ("psfs_1", "psfs_2"),
}


def diary(store: SqliteStore, address: str, days: int, *, seed: int = 1) -> Scribe:
    """`days` days up to now: two decision points each, a check-in on six of seven."""
    chance, her = random.Random(seed), Scribe(store, address, joined_days_ago=days)
    her.onboard(weeks=days // 7 + 6)
    for back in range(days - 1, -1, -1):
        at = (NOW - timedelta(days=back)).replace(hour=9, minute=30)
        drafts = [d for hour in (0, 3) for d in _point(her, at + timedelta(hours=hour), chance)]
        if chance.random() < 6 / 7:
            level = 2 + 4 * back / days
            drafts += _checkin(store, her, at, level, chance)
        store.append(her.id, *drafts)
        if back % 7 == 3:
            _weekly(store, her, at, chance)
    _care(store, her)
    return her


def _point(her: Scribe, at: datetime, chance: random.Random) -> list[Draft]:
    key, share, draw = f"{her.id}:{at.isoformat()}", chance.uniform(0.2, 0.8), chance.random()
    write = draw < share
    decided = CheckinDecided(
        key, at.isoformat(), "send" if write else "silent", "nothing stands against it",
        arm="learned", policy="v3", probability=share, draw=draw,
        family="checkin" if write else None, message="checkin-quick" if write else None,
        why=("evenings seem to suit you well",),
    )  # fmt: skip
    after = CheckinOutcome(key, chance.random() < 0.5, chance.choice([None, 12.0]), False, 0.1)
    sent = [Draft(CheckinDelivered(key, "sent", "accepted"), at)] if write else []
    return [Draft(decided, at), *sent, Draft(after, at + timedelta(hours=3))]


def _checkin(
    store: SqliteStore, her: Scribe, at: datetime, level: float, chance: random.Random
) -> list[Draft]:
    told = [
        ("pain_now", round(level + chance.uniform(-1.5, 1.5))),
        ("sleep_hours", round(chance.uniform(4, 7), 1)),
        ("mood", round(7 - level / 2 + chance.uniform(-2, 2))),
    ]
    if chance.random() < 0.3:
        told.append(("pain_now", round(level + 2)))
    drafts: list[Draft] = []
    for number, (measure, value) in enumerate(told):
        then, text = at + timedelta(minutes=number), SAYS[measure].format(f"{value:g}")
        message = store.append(her.id, Draft(MessageReceived("simulated", text), then))[0].id
        start = text.index(f"{value:g}")
        drafts += [
            Draft(Screened(message, "none", (), ()), then),
            Draft(
                ValueRecorded(
                    measure, float(value), at.date().isoformat(), message, start,
                    start + len(f"{value:g}"), "grammar-1", measure,
                ),
                then,
            ),
        ]  # fmt: skip
    return [*drafts, Draft(CheckinEnded(at.date().isoformat(), "complete"), at)]


def _weekly(store: SqliteStore, her: Scribe, at: datetime, chance: random.Random) -> None:
    day = at.date().isoformat()
    for name, items in ITEMS.items():
        known, ids, values = by_id()[name], [], []
        for item in items:
            of = known.item(item)
            values.append(float(chance.randint(int(of.low), int(of.high))))
            text = Draft(MessageReceived("simulated", f"{values[-1]:g}"), at)
            message = store.append(her.id, text)[0].id
            answer = ItemAnswered(name, 1, item, values[-1], day, message, 0, 1, item)
            ids.append(store.append(her.id, Draft(answer, at))[0].id)
        score = sum(values) / (len(values) if known.rule == "mean" else 1)
        band = [one.name for one in known.bands if one.start <= score][-1:] or [None]
        her._append(QuestionnaireScored(name, 1, score, band[0], tuple(ids), day), at)


def _care(store: SqliteStore, her: Scribe) -> None:
    """Alerts with what was done, a correction, and long notes."""
    for number in range(7):
        at = NOW - timedelta(days=25 - number)
        alert = her.alert("urgent", "clot", "my calf is hot and red", "calf is hot", at)
        store.append(
            her.id,
            Draft(AlertAcknowledged(alert, "amara"), at + timedelta(minutes=9)),
            Draft(AlertActed(alert, "ben", "Rang her. " + "Long story. " * 100), at),
            Draft(AlertClosed(alert, "amara", "Scan clear. " * 150), at + timedelta(days=1)),
        )
    last = [value for value in store.values(her.id) if value.measure == "pain_now"][-1]
    corrected = ValueCorrected(last.id, 9.5, "ben", "She told me on the phone.")
    notes = [NoteWritten("ben", f"Note {n}: walks again. " + "Sleeps. " * 400) for n in range(6)]
    store.append(her.id, *(Draft(body, NOW) for body in (corrected, *notes)))
