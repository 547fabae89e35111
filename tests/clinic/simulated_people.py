"""Simulated participants: invented words and numbers, written to a real store as the coach would.

Nobody here exists. The channel is called `simulated`, and the pages say so.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone

from records.events import (
    AlertRaised,
    CheckinDecided,
    CheckinStarted,
    ConsentGiven,
    ConsentRefused,
    Draft,
    GuidanceShown,
    MessageReceived,
    MessageSent,
    Onboarded,
    ProfileChanged,
    RemindersChanged,
    SafetyAnswered,
    Screened,
    ValueRecorded,
    ValueSkipped,
)
from records.sqlite_store import SqliteStore
from records.store import Checkin, Decided

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=timezone.utc)
EXTRACTOR = "grammar-1"
NUMBNESS = "since this morning i cant feel anything where i sit, it's numb down there when i wipe"


class Scribe:
    """Writes one simulated participant's record."""

    def __init__(self, store: SqliteStore, address: str, *, joined_days_ago: int = 60) -> None:
        self.store = store
        self.joined = NOW - timedelta(days=joined_days_ago)
        self.id = store.join("simulated", address, self.joined)

    @property
    def alias(self) -> str:
        return self.store.participant(self.id).alias

    def _append(self, body: object, at: datetime) -> str:
        return self.store.append(self.id, Draft(body, at))[0].id  # type: ignore[arg-type]

    def onboard(self, *, weeks: int, birth: str = "vaginal", zone: str = "Europe/London") -> Scribe:
        consent = self._append(MessageReceived("simulated", "yes that's fine"), self.joined)
        self._append(ConsentGiven("2026-1", consent), self.joined)
        born = (NOW - timedelta(weeks=weeks, days=2)).date().isoformat()
        self._append(ProfileChanged(consent, born, birth, zone, "19:30"), self.joined)
        self._append(Onboarded(consent), self.joined)
        return self

    def refuse(self) -> Scribe:
        message = self._append(MessageReceived("simulated", "no thanks"), self.joined)
        self._append(ConsentRefused("2026-1", message), self.joined)
        return self

    def says(self, text: str, at: datetime) -> str:
        message = self._append(MessageReceived("simulated", text), at)
        self._append(Screened(message, "none", (), ()), at)
        return message

    def coach(self, text: str, at: datetime, *buttons: str, checkin: str | None = None) -> str:
        return self._append(MessageSent("simulated", text, tuple(buttons), checkin=checkin), at)

    def value(
        self,
        measure: str,
        value: float | str,
        message: str,
        words: str,
        at: datetime,
        *,
        asked: str | None = None,
        supersedes: str | None = None,
    ) -> str:
        body = self.store.event(message).body  # type: ignore[union-attr]
        start = body.text.index(words)  # type: ignore[attr-defined]
        return self._append(
            ValueRecorded(
                measure, value, at.date().isoformat(), message, start, start + len(words),
                EXTRACTOR, asked, supersedes,
            ),
            at,
        )  # fmt: skip

    def _send(self, at: datetime) -> None:
        """See the one check-in that is due through all its stages."""
        lease, why = timedelta(minutes=5), "nothing stands against it"
        (claimed,) = self.store.claim_due(at, lease, 1)
        decided = CheckinDecided(claimed.id, at.isoformat(), "send", why)
        self.store.decide_checkins([Decided(claimed, decided)], at)
        (claimed,) = self.store.claim_due(at, lease, 1, "render")
        self.store.settle_checkin(claimed, "sent", why, at)

    def diary(self, day: date, pain: float, mood: float, sleep: float) -> None:
        """A short evening check-in, question by question."""
        at = datetime(day.year, day.month, day.day, 11, 31, tzinfo=timezone.utc)
        key = f"{self.id}:{day.isoformat()}"
        if self.store.plan_checkin(Checkin(key, self.id, at)):
            self._send(at)
        for offset, (question, measure, number, answer) in enumerate(
            (
                ("How is your back right now, 0 to 10?", "pain_now", pain, "about a {} i think"),
                ("How did you sleep, in hours?", "sleep_hours", sleep, "{} hours, on and off"),
                ("And your mood, 0 to 10, ten is best?", "mood", mood, "{} today"),
            )
        ):
            then = at + timedelta(minutes=offset)
            words = f"{number:g}"
            text = answer.format(words)
            asks = MessageSent("simulated", question, checkin=None if offset else key)
            starts = [] if offset else [Draft(CheckinStarted(day.isoformat(), key), at)]
            heard = Draft(MessageReceived("simulated", text), then + timedelta(seconds=30))
            message = self.store.append(self.id, *starts, Draft(asks, then), heard)[-1].id
            start = text.index(words)
            noted = ValueRecorded(
                measure, number, day.isoformat(), message, start, start + len(words),
                EXTRACTOR, measure,
            )  # fmt: skip
            screened = Screened(message, "none", (), ())
            self.store.append(self.id, Draft(screened, then), Draft(noted, then))

    def alert(self, tier: str, flag: str, text: str, words: str, at: datetime) -> str:
        """She says `text`, whose `words` fire the screen. Returns the alert's id."""
        message = self._append(MessageReceived("simulated", text), at)
        start = text.index(words)
        evidence = ((flag, start, start + len(words), f"{flag}.1"),)
        self._append(Screened(message, tier, (flag,), evidence), at)
        self.coach("Please call 999 now. This needs a doctor today.", at)
        return self._append(AlertRaised(tier, (flag,), message), at)

    def answer(self, alert: str, text: str, at: datetime, *, safe: bool) -> None:
        """She answers whether she is safe and somebody is with her."""
        message = self._append(MessageReceived("simulated", text), at)
        self._append(SafetyAnswered(alert, safe, message), at)


def month(
    scribe: Scribe, pain: list[float], *, mood: float, sleep: float, until: int, seed: int
) -> None:
    """Diary days ending `until` days ago; pain as given, the rest wobbles; one day in seven off."""
    wobble = random.Random(seed)
    for back, level in zip(range(until + len(pain) - 1, until - 1, -1), pain, strict=True):
        day = (NOW - timedelta(days=back)).date()
        if wobble.random() < 1 / 7 and back > until + 3:
            continue
        scribe.diary(
            day,
            level,
            min(10, max(0, round(mood + wobble.uniform(-1.5, 1.5)))),
            round(sleep + wobble.uniform(-1.5, 1.5), 1),
        )


def a_clinic_full(store: SqliteStore) -> dict[str, Scribe]:
    """Twelve participants in the states a clinician meets; keys say which."""
    people: dict[str, Scribe] = {}

    def new(key: str, weeks: int, **facts: str) -> Scribe:
        people[key] = Scribe(store, key).onboard(weeks=weeks, **facts)  # type: ignore[arg-type]
        return people[key]

    month(new("steady", 20), [4, 4, 3, 4, 3, 3, 2, 3] * 2, mood=7, sleep=6, until=0, seed=1)
    month(new("better", 31), [7, 6, 6, 5, 5, 4] + [3, 3, 2] * 2, mood=6, sleep=6, until=1, seed=2)
    month(
        new("worse", 9, birth="caesarean", zone="America/New_York"),
        [3, 3, 4, 3, 3, 2, 3, 3, 4, 3, 6, 6, 7],
        mood=5, sleep=5, until=0, seed=3,
    )  # fmt: skip
    month(new("silent", 15), [5, 4, 5, 5, 4, 5, 5, 4], mood=5, sleep=5, until=6, seed=4)
    month(new("paused", 44), [3, 2, 3, 3, 2], mood=7, sleep=7, until=12, seed=5)
    people["paused"]._append(
        RemindersChanged("paused", (NOW + timedelta(days=9)).isoformat()), NOW - timedelta(days=11)
    )

    numb = new("emergency", 6)
    month(numb, [4, 5, 5, 4, 6, 6, 7, 7], mood=4, sleep=4, until=0, seed=6)
    numb.alert(
        "emergency", "cauda_equina", NUMBNESS,
        "cant feel anything where i sit", NOW - timedelta(minutes=12),
    )  # fmt: skip
    calf = new("urgent", 3, birth="caesarean")
    month(calf, [5, 5, 6, 5], mood=6, sleep=4.5, until=0, seed=7)
    calf.alert(
        "urgent", "clot", "my left calf is really swollen and red since yesterday, odd?",
        "left calf is really swollen and red", NOW - timedelta(hours=3),
    )  # fmt: skip
    breath = new("taken", 5)
    month(breath, [3, 3, 3], mood=6, sleep=5, until=1, seed=8)
    breath.alert(
        "emergency", "lung_clot_or_heart", "i get breathless just lying down and my chest hurts",
        "breathless just lying down", NOW - timedelta(hours=2),
    )  # fmt: skip
    low = new("review", 24)
    month(low, [4, 4, 5, 4, 4, 4], mood=3, sleep=5, until=0, seed=9)
    low.alert(
        "review", "persistent_low_mood",
        "i've just felt flat and tearful most days for about three weeks now",
        "flat and tearful most days for about three weeks", NOW - timedelta(days=1),
    )  # fmt: skip
    low.alert(
        "review", "asked_for_person", "can i talk to an actual person please",
        "talk to an actual person", NOW - timedelta(hours=20),
    )  # fmt: skip

    rich = new("rich", 11)
    month(rich, [6, 6, 5, 6, 5, 5, 4, 5, 4, 4], mood=6, sleep=6, until=1, seed=10)
    at = NOW - timedelta(hours=2)
    first = rich.says("pain is 8 today, slept 4-5 hours, did some of the exercises", at)
    eight = rich.value("pain_now", 8, first, "8", at)
    rich.value("sleep_hours", 4.5, first, "4-5 hours", at)
    rich.value("exercise_done", "partly", first, "did some of the exercises", at)
    later = at + timedelta(minutes=3)
    second = rich.says("sorry i meant 6 for the pain not 8", later)
    rich.value("pain_now", 6, second, "6", later, supersedes=eight)
    third = rich.says("rather not say about mood", later + timedelta(minutes=1))
    rich._append(ValueSkipped("mood", at.date().isoformat(), third), later + timedelta(minutes=1))
    asked = rich.says("is it ok to lift the pram yet?", later + timedelta(minutes=5))
    rich._append(
        GuidanceShown(asked, "is it ok to lift the pram yet?", "lifting-and-carrying",
                      "Prams and car seats", 0.74),
        later + timedelta(minutes=5),
    )  # fmt: skip
    none = rich.says("what about acupuncture for my dog", later + timedelta(minutes=8))
    rich._append(
        GuidanceShown(none, "what about acupuncture for my dog", None, None, 0.21),
        later + timedelta(minutes=8),
    )
    people["refused"] = Scribe(store, "refused", joined_days_ago=4).refuse()
    people["new"] = Scribe(store, "new", joined_days_ago=0)
    people["new"].coach("Hello, I'm Backstay. May I keep a diary for you?", NOW, "Yes", "No")
    return people
