"""How far she has come, told as gains only.

An active day is one on which she exercised, in part at least, or took a step towards her goal.
Weeks in a row are counted so that a missed day heals: a run goes on as long as no two neighbouring
active days, nor the last one and today, are more than a week apart. So it takes a whole week away
to end it, and then it is no longer spoken of; what was done stays in the other figures. That one
missed occasion does no harm to a habit was found by Lally et al. (2010), "How are habits formed",
European Journal of Social Psychology 40, 998-1009, doi:10.1002/ejsp.674. A week rather than a day
is our choice, for mothers whose days are not their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from policies.motivation.diary import A_DAY, WEEK, Day, Days, last_days, mean_of

LONGEST_GAP = 7  # days between neighbouring active days of a run
FEWEST_DAYS = 3  # in each of two weeks that are compared
LESS_PAIN = 1.0  # points of 0-10: what is smaller than a mark of the scale is not spoken of
MORE_SLEEP = 0.5  # hours
FEWER_WAKINGS = 1.0  # a night


@dataclass(frozen=True)
class Gains:
    """Active days in the last seven, in all, and in the fullest seven days; weeks in a row.

    `pain` (points), `sleep` (hours) and `wakings` (a night) are by how much the mean of the last
    seven days is better than that of the seven before; None when it isn't, or too little is known.
    """

    this_week: int = 0
    in_all: int = 0
    best_week: int = 0
    weeks: int = 0
    pain: float | None = None
    sleep: float | None = None
    wakings: float | None = None


def gains(days: Days, today: date) -> Gains:
    """What she has gained up to today."""
    active = {one.day for one in days.values() if one.active and one.day <= today}
    fortnight = last_days(days, today, 2 * WEEK)
    before, now = fortnight[:WEEK], fortnight[WEEK:]
    return Gains(
        this_week=sum(day.active for day in now),
        in_all=len(active),
        best_week=_best_week(active),
        weeks=weeks_in_a_row(active, today),
        pain=_change(before, now, "pain_now", -LESS_PAIN),
        sleep=_change(before, now, "sleep_hours", MORE_SLEEP),
        wakings=_change(before, now, "night_wakings", -FEWER_WAKINGS),
    )


def weeks_in_a_row(active: Collection[date], today: date) -> int:
    """Weeks of the run that reaches today, a begun one included; each has an active day in it."""
    past = sorted((day for day in active if day <= today), reverse=True)
    if not past or (today - past[0]).days > LONGEST_GAP:
        return 0
    first = past[0]
    for day in past[1:]:
        if (first - day).days > LONGEST_GAP:
            break
        first = day
    return (past[0] - first).days // WEEK + 1


def _best_week(active: Collection[date]) -> int:
    return max(
        (sum(start <= day < start + A_DAY * WEEK for day in active) for start in active), default=0
    )


def _change(
    before: tuple[Day, ...], now: tuple[Day, ...], measure: str, least: float
) -> float | None:
    """The size of the change of the mean, when it goes the way of `least` and as far."""
    then, lately = (mean_of(week, measure, least=FEWEST_DAYS) for week in (before, now))
    if then is None or lately is None:
        return None
    change = lately - then
    return abs(change) if change * least > 0 and abs(change) >= abs(least) else None


@dataclass(frozen=True)
class Gain:
    """A gain as a clause, and the measures that it comes from."""

    words: str
    measures: tuple[str, ...] = ("exercise_done",)


def told(found: Gains) -> tuple[Gain, ...]:
    """The gains in words, the one that says most first; none when there are none."""
    before = "than the week before"
    lines: list[Gain] = []
    if found.pain:
        words = f"your pain is about {_count(found.pain, 'point')} lower {before}"
        lines.append(Gain(words, ("pain_now",)))
    if found.sleep:
        words = f"you slept about {_hours(found.sleep)} more a night {before}"
        lines.append(Gain(words, ("sleep_hours",)))
    if found.wakings:
        words = f"you were woken about {_times(found.wakings)} less a night {before}"
        lines.append(Gain(words, ("night_wakings",)))
    if found.this_week:
        lines.append(Gain(f"you were active on {found.this_week} of the last 7 days{_best(found)}"))
    if found.weeks > 1:
        lines.append(Gain(f"you did something in each of {found.weeks} weeks in a row"))
    if found.in_all > found.this_week:
        lines.append(Gain(f"you have had {_count(found.in_all, 'active day')} since you began"))
    if found.best_week > found.this_week:
        lines.append(Gain(f"your fullest 7 days had {_count(found.best_week, 'active day')}"))
    return tuple(lines)


def _best(found: Gains) -> str:
    first = found.in_all == found.this_week  # then every week is the fullest
    return "" if first or found.this_week < found.best_week else ", your fullest so far"


def _count(number: float, thing: str) -> str:
    whole = round(number)
    return f"{whole} {thing}" if whole == 1 else f"{whole} {thing}s"


def _times(number: float) -> str:
    return {1: "once", 2: "twice"}.get(round(number), f"{round(number)} times")


def _hours(number: float) -> str:
    halves = round(2 * number)
    return {1: "half an hour", 2: "an hour"}.get(halves, f"{halves / 2:g} hours")
