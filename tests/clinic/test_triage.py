"""The order of the panel and the reasons it gives, without a store."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.panel.standing import Standing, standing
from clinic.panel.triage import LEVELS, rank, reasons
from records.store import Alert, Participant, Recent
from tests.clinic.simulated_people import NOW

TODAY = NOW.date()


def participant(alias: str, *, silent: int = 0, **facts: Any) -> Participant:
    spoke = NOW - timedelta(days=silent)
    return Participant(
        **{
            "id": alias, "alias": alias, "joined_at": NOW - timedelta(days=90), "consent": "given",
            "consent_version": "1", "onboarded_at": NOW, "birth_date": date(2026, 9, 1),
            "birth_kind": "vaginal", "zone": "UTC", "checkin_time": "19:00", "windows": ("19:00",),
            "reminders": "active", "reminders_until": None, "last_in_at": spoke,
            "last_out_at": spoke, "channels": (), **facts,
        }
    )  # fmt: skip


def alert(tier: Any, at: datetime, flag: str = "cauda_equina", taken: str | None = None) -> Alert:
    state: Any = "acknowledged" if taken else "open"
    return Alert("a", "p", tier, (flag,), "m", at, state, taken, None, None, None)


def row(
    alias: str, *alerts: Alert, levels: dict[int, float] | None = None, **facts: Any
) -> Standing:
    """`levels`: pain by days ago."""
    values = [
        ("pain_now", TODAY - timedelta(days=back), level)
        for back, level in sorted((levels or {}).items(), reverse=True)
    ]
    return standing(Recent(participant(alias, **facts), alerts, tuple(values)))


def order(*rows: Standing) -> list[str]:
    return [place.standing.participant.alias for place in rank(rows, NOW)]


def why(her: Standing) -> list[str]:
    return [reason.words for reason in reasons(her, NOW)]


RISEN = {0: 6.0, 1: 6.0, 2: 7.0, 4: 3.0, 5: 3.0, 8: 4.0}


def test_tiers_come_before_worsening_before_silence_before_calm() -> None:
    assert order(
        row("calm"),
        row("silent", silent=5),
        row("worse", levels=RISEN),
        row("review", alert("review", NOW)),
        row("urgent", alert("urgent", NOW)),
        row("emergency", alert("emergency", NOW)),
    ) == ["emergency", "urgent", "review", "worse", "silent", "calm"]


def test_within_a_tier_the_longest_wait_comes_first_and_taken_alerts_last() -> None:
    hour = timedelta(hours=1)
    assert order(
        row("young", alert("emergency", NOW - hour)),
        row("old", alert("emergency", NOW - 3 * hour)),
        row("taken", alert("emergency", NOW - 9 * hour, taken="amara")),
        row("urgent", alert("urgent", NOW - 99 * hour)),
    ) == ["old", "young", "taken", "urgent"]


def test_the_worst_of_several_alerts_decides_and_all_are_named() -> None:
    both = row(
        "both",
        alert("review", NOW - timedelta(days=2), "persistent_low_mood"),
        alert("emergency", NOW - timedelta(minutes=12)),
    )
    assert why(both) == [
        "Emergency: saddle numbness, or loss of bladder or bowel control, 12 min ago",
        "For review: low mood for two weeks or more, 2 days ago",
    ]


def test_reasons_in_words() -> None:
    assert why(row("w", levels=RISEN)) == ["Pain up from 3 to 6 in a week"]
    assert why(row("s", silent=5)) == ["Silent for 5 days"]
    assert why(row("p", silent=5, reminders="paused")) == ["Silent for 5 days, reminders paused"]
    assert why(row("r", silent=50, consent="refused")) == ["Did not agree to the diary"]
    assert why(row("c")) == ["Nothing new"]


def test_one_bad_day_is_not_a_trend_but_two_points_of_the_median_are() -> None:
    week = dict.fromkeys(range(3, 10), 3.0)
    assert why(row("one", levels={**week, 0: 9.0, 1: 3.0, 2: 3.0})) == ["Nothing new"]
    assert why(row("below", levels={**week, 0: 4.5, 1: 4.5, 2: 4.5})) == ["Nothing new"]
    assert why(row("at", levels={**week, 0: 5.0, 1: 5.0, 2: 5.0})) == [
        "Pain up from 3 to 5 in a week"
    ]


def test_the_bigger_rise_comes_first() -> None:
    assert order(row("small", levels=RISEN), row("big", levels={**RISEN, 0: 9, 1: 9, 2: 9})) == [
        "big",
        "small",
    ]


def test_an_unknown_flag_is_shown_rather_than_hidden() -> None:
    (words,) = why(row("x", alert("urgent", NOW, "brand_new_flag")))
    assert words == "Urgent: brand new flag, just now"


rows = st.lists(
    st.tuples(
        st.lists(
            st.tuples(
                st.sampled_from(["emergency", "urgent", "review"]),
                st.integers(0, 5000),
                st.booleans(),
            ),
            max_size=3,
        ),
        st.integers(0, 40),
        st.dictionaries(st.integers(0, 12), st.integers(0, 10).map(float)),
    ),
    max_size=8,
)


@settings(max_examples=50)
@given(rows)
def test_nobody_is_lost_and_levels_never_rise_down_the_list(drawn: list[Any]) -> None:
    made = [
        row(
            f"p{index}",
            *(
                alert(tier, NOW - timedelta(minutes=age), taken="amara" if taken else None)
                for tier, age, taken in alerts
            ),
            levels=levels,
            silent=silent,
        )
        for index, (alerts, silent, levels) in enumerate(drawn)
    ]
    placed = rank(made, NOW)
    ids = sorted(place.standing.participant.id for place in placed)
    assert ids == sorted(her.participant.id for her in made)
    levels_down = [LEVELS[reasons(place.standing, NOW)[0].weight] for place in placed]
    assert levels_down == [LEVELS[place.level] for place in placed] == sorted(levels_down)
    assert placed == rank(list(reversed(made)), NOW)
