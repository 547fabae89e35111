"""What is known of her at a decision point: the facts a message must fit, and words to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from policies.motivation import diary
from policies.motivation.diary import Day, Days, last_days
from policies.motivation.habit import gains
from policies.motivation.past import Message
from records.events import AlertRaised, BarrierReported, Event, GuidanceShown

KINDS = (*diary.KINDS, BarrierReported.kind, GuidanceShown.kind, AlertRaised.kind)
"""The kinds of events that tell of her circumstances."""
HARD_PAIN, LOW_MOOD = 7, 3  # NRS 7-10 is severe pain (docs/measures.md)
WORSE = 2.0  # NRS: a change of two is felt (docs/measures.md)
FEW_HOURS, MANY_WAKINGS = 5, 4
EARLY = 6  # weeks after the birth
LATELY, JUST_NOW = timedelta(days=7), timedelta(days=3)
LOSS, LOSS_TAKEN_BACK = "baby_loss", "baby_loss_taken_back"


@dataclass(frozen=True)
class Circumstances:
    """`facts` (messages.FACTS) hold; `known` are those of which it is known whether they hold.

    `values` fill the placeholders of a message.
    """

    facts: frozenset[str]
    known: frozenset[str]
    values: dict[str, str]


@dataclass(frozen=True)
class About:
    """What her profile says, and whether exercise waits for her care team."""

    birth_date: date | None
    birth_kind: str | None
    onboarded_at: datetime | None
    exercise_waits: bool


def circumstances(
    events: Sequence[Event],
    about: About,
    past: Sequence[Message],
    local: datetime,
    title: Callable[[str], str | None],
) -> Circumstances:
    """From all her events of KINDS and the messages we sent her, oldest first.

    `local` is now, aware, where she is; `title` that of an article by its id.
    """
    today, days = local.date(), diary.read_days(events)
    facts = _of_the_day(days, today) | _of_progress(days, today) | _of_the_moment(local)
    facts |= _of_messages(past) | _of_profile(about, local)
    facts |= {
        f"barrier_{e.body.barrier}"
        for e in events
        if isinstance(e.body, BarrierReported) and local - e.at < LATELY
    }
    values: dict[str, str] = {}
    goal = diary.current_goal(events)
    if goal is not None:
        facts.add("has_goal")
        values["goal"] = goal.shown
    asked = _asked_about(events, local, title)
    if asked is not None:
        facts.add("asked_lately")
        values["topic"] = asked
    if _loss(events):
        facts.add("loss")
    if about.exercise_waits:
        facts.add("exercise_waits")
    gained = gains(days, today)
    if gained.this_week:
        values["active_days"] = "1 day" if gained.this_week == 1 else f"{gained.this_week} days"
    if gained.pain is not None:
        points = max(round(gained.pain), 1)
        values["pain_change"] = "about 1 point" if points == 1 else f"about {points} points"
    return Circumstances(frozenset(facts), _known(days, today, about), values)


def _lately(days: Days, today: date, measure: str) -> float | None:
    """The latest number of today or yesterday."""
    for day in reversed(last_days(days, today, 2)):
        numbers = day.numbers(measure)
        if numbers:
            return numbers[-1]
    return None


def _of_the_day(days: Days, today: date) -> set[str]:
    pain, mood = _lately(days, today, "pain_now"), _lately(days, today, "mood")
    hours, wakings = (_lately(days, today, m) for m in ("sleep_hours", "night_wakings"))
    facts = set()
    if (pain is not None and pain >= HARD_PAIN) or (mood is not None and mood <= LOW_MOOD):
        facts.add("bad_day")
    if pain is not None and mood is not None and pain <= 3 and mood >= 6:
        facts.add("good_day")
    if mood is not None and mood <= LOW_MOOD + 1:
        facts.add("low_mood")
    if (hours is not None and hours < FEW_HOURS) or (
        wakings is not None and wakings >= MANY_WAKINGS
    ):
        facts.add("short_night")
    usual = diary.mean_of(last_days(days, today, 14), "pain_now", least=3)
    if pain is not None and usual is not None and pain - usual >= WORSE:
        facts.add("pain_worse")
    return facts


def _of_progress(days: Days, today: date) -> set[str]:
    week = last_days(days, today)
    gained = gains(days, today)
    facts = {"pain_better"} if gained.pain is not None else set()
    moved = sum(day.exercised in diary.DONE for day in week)
    facts |= {"moved_this_week"} if gained.this_week else set()
    facts |= {"moved_twice"} if moved >= 2 else set()
    facts |= {"quiet_week"} if not gained.this_week else set()
    return facts | ({"goal_step_lately"} if any(day.steps for day in week) else set())


def _of_the_moment(local: datetime) -> set[str]:
    facts = {"weekend"} if local.weekday() >= 5 else set()
    if 5 <= local.hour < 12:
        return facts | {"morning"}
    if 17 <= local.hour < 22:
        return facts | {"evening"}
    return facts | {"night"} if local.hour >= 22 or local.hour < 5 else facts


def _of_messages(past: Sequence[Message]) -> set[str]:
    answers = [message.answered for message in past if message.answered is not None]
    facts = {"answered_lately"} if sum(answers[-5:]) >= 3 else set()
    return facts | {"silent_lately"} if len(answers) >= 3 and not any(answers[-3:]) else facts


def _of_profile(about: About, local: datetime) -> set[str]:
    facts = {"caesarean"} if about.birth_kind == "caesarean" else set()
    if about.birth_date is not None and (local.date() - about.birth_date).days < 7 * EARLY:
        facts.add("early_weeks")
    if about.onboarded_at is not None and local - about.onboarded_at < LATELY:
        facts.add("new_here")
    return facts


def _known(days: Days, today: date, about: About) -> frozenset[str]:
    asked: dict[str, tuple[str, ...]] = {
        "bad_day": ("pain_now", "mood"), "short_night": ("sleep_hours", "night_wakings"),
    }  # fmt: skip
    told: Iterable[Day] = last_days(days, today, 2)
    known = {
        fact
        for fact, measures in asked.items()
        if any(day.numbers(measure) for day in told for measure in measures)
    }
    return frozenset(known | ({"early_weeks"} if about.birth_date is not None else set()))


def _asked_about(
    events: Iterable[Event], local: datetime, title: Callable[[str], str | None]
) -> str | None:
    """The title of the article that last answered a question of hers, if that was lately."""
    for event in reversed([e for e in events if isinstance(e.body, GuidanceShown)]):
        assert isinstance(event.body, GuidanceShown)
        if local - event.at >= JUST_NOW:
            return None
        if event.body.article is not None:
            return title(event.body.article)
    return None


def _loss(events: Iterable[Event]) -> bool:
    told = [
        set(e.body.flags) & {LOSS, LOSS_TAKEN_BACK}
        for e in events
        if isinstance(e.body, AlertRaised)
    ]
    latest = next((flags for flags in reversed(told) if flags), set())
    return LOSS in latest
