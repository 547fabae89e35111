"""The two nets together: what stands, what is added, what is overruled."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.safety.combine import Reading, Thresholds, Verdict, combine, load_thresholds
from policies.safety.errors import SafetyRulesError
from policies.safety.evidence import Evidence
from policies.safety.rules import TIERS, Tier

THRESHOLDS = Thresholds(
    alone=0.5, supported=0.1, review=0.5, review_supported=0.1, beside=0.25, emergency=0.5
)


def rule(flag: str, tier: Tier) -> Evidence:
    return Evidence(flag, tier, 3, 7, "numb", "some rule", "source")


def together(ruled: list[Evidence], **chances: float) -> Verdict:
    """`clot_urgent=0.6` is a chance of 0.6 for clot/urgent; what is left is harmless."""
    named = {
        name.rsplit("_", 1)[0] + "/" + name.rsplit("_", 1)[1]: c for name, c in chances.items()
    }
    reading = Reading({**named, "none/ordinary": 1 - sum(chances.values())})

    def resembling(flag: str, tier: Tier) -> Evidence:
        return Evidence(flag, tier, 0, 9, "the whole", "resembles", "corpus", "like this")

    return combine(ruled, reading, THRESHOLDS, resembling)


def test_the_second_net_finds_what_no_rule_has_words_for() -> None:
    (found,) = together([], clot_urgent=0.7).evidence
    assert (found.flag, found.tier) == ("clot", "urgent")
    assert found.reason == "reads like: like this"


def test_a_rule_needs_little_support() -> None:
    assert together([rule("clot", "urgent")], clot_urgent=0.12).evidence[0].rule == "some rule"


def test_a_rule_is_overruled_and_stays_visible_where_the_message_reads_as_harmless() -> None:
    verdict = together([rule("clot", "urgent")], clot_urgent=0.01)
    assert verdict.evidence == ()
    assert verdict.overruled == (rule("clot", "urgent"),)


def test_the_higher_of_two_tiers_is_taken() -> None:
    verdict = together([rule("self_harm", "urgent")], self_harm_emergency=0.6, self_harm_urgent=0.3)
    assert verdict.evidence[0].tier == "emergency"
    verdict = together([rule("self_harm", "emergency")], self_harm_urgent=0.9)
    assert [item.tier for item in verdict.evidence] == ["emergency"]


def test_a_second_likely_flag_is_named_too() -> None:
    flags = {e.flag for e in together([], clot_urgent=0.4, mastitis_urgent=0.4).evidence}
    assert flags == {"clot", "mastitis"}


def test_a_sign_for_review_is_added_only_when_there_is_no_alarm() -> None:
    (found,) = together([], persistent_low_mood_review=0.8).evidence
    assert found.tier == "review"
    flags = {
        e.flag for e in together([], self_harm_urgent=0.5, persistent_low_mood_review=0.5).evidence
    }
    assert flags == {"self_harm"}


@given(
    chances=st.lists(st.floats(0, 1), min_size=3, max_size=3),
    more=st.floats(0, 1),
    ruled=st.lists(st.sampled_from(["urgent", "emergency", "review"]), max_size=2),
)
def test_a_surer_second_net_never_lowers_the_tier(
    chances: list[float], more: float, ruled: list[Tier]
) -> None:
    total = max(sum(chances), 1e-9)
    scale = min(1.0, 1 / total)
    urgent, emergency, review = (chance * scale * 0.99 for chance in chances)
    rules = [rule("clot", tier) for tier in ruled]

    def tier(emergency: float) -> int:
        found = together(
            rules, clot_urgent=urgent, clot_emergency=emergency, clot_review=review
        ).evidence
        return TIERS.index(found[0].tier) if found else 0

    left = 1 - urgent - emergency - review
    assert tier(emergency + more * left) >= tier(emergency)


@given(ruled=st.sampled_from(["urgent", "emergency"]), chance=st.floats(0.1, 1))
def test_no_rule_is_lost_in_a_message_that_reads_at_all_alarming(
    ruled: Tier, chance: float
) -> None:
    found = together([rule("clot", ruled)], mastitis_urgent=chance).evidence
    assert "clot" in {item.flag for item in found}


@pytest.mark.parametrize(
    ("written", "problem"),
    [("alone: 1.5", "1.5 is no chance"), ("alone: often", "no chance"), ("alon: 0.5", "no chance")],
)
def test_a_slip_in_the_thresholds_names_the_entry(
    tmp_path: Path, written: str, problem: str
) -> None:
    file = tmp_path / "thresholds.yml"
    names = ("alone", "supported", "review", "review_supported", "beside", "emergency")
    file.write_text("\n".join([*(f"{name}: 0.5" for name in names[1:]), written]))
    with pytest.raises(SafetyRulesError, match=problem):
        load_thresholds(file)
