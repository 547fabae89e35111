"""The labelled messages: every flag and tier is there, no message is learnt and measured on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backstay.safety_net import TUNED, identity_of, tuned_on
from benchmarks.safety import SETS, load_cases
from policies.safety.check import CONTRACT
from policies.safety.errors import SafetyRulesError
from policies.safety.labelled import KINDS, Labelled, read_corpus, read_labelled
from policies.safety.variations import vary

MEASURED = ("validation_a", "validation_b", "validation_c", "blind_a", "blind_b")
PAIRS = {(flag, tier) for flag, tiers in CONTRACT.items() for tier in tiers}
OURS = {("preeclampsia_stroke", "urgent")}  # a pressure that is raised, not very high: a rule only


def plain(text: str) -> str:
    return text.casefold().strip()


def test_the_corpus_holds_every_sign_and_every_kind_of_harmless() -> None:
    corpus = read_corpus()
    assert len(corpus) >= 1500
    assert {(m.flag, m.tier) for m in corpus if m.flag} == PAIRS - OURS
    assert {m.kind for m in corpus if not m.flag} == set(KINDS)


@pytest.mark.parametrize("name", MEASURED)
def test_a_measuring_set_holds_every_sign(name: str) -> None:
    cases = load_cases(name)
    assert {(c.flag, c.tier) for c in cases if c.flag} == PAIRS - OURS
    assert sum(c.flag is None for c in cases) >= 190


def test_no_message_is_learnt_and_measured_on_or_measured_twice() -> None:
    seen = {plain(message.text) for message in read_corpus()}
    for name in MEASURED:
        texts = [plain(case.text) for case in load_cases(name)]
        assert not seen & set(texts), name
        assert len(texts) == len(set(texts)), name
        seen |= set(texts)


def test_what_was_learnt_belongs_to_this_corpus() -> None:
    today, before = identity_of(), tuned_on()
    changed = [file for file, value in before.items() if today.get(file) != value]
    assert not changed, "run python -m backstay.safety_tuning"
    with np.load(TUNED, allow_pickle=False) as tuned:
        assert set(map(str, tuned["labels"])) == {message.label for message in read_corpus()}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("signs: {clot: {soon: [a]}}\nharmless: {}", "'soon' is no tier"),
        ("signs: {clot: {urgent: [yes]}}\nharmless: {}", "no message"),
        ("signs: {}\nharmless: {odd: [a]}", "'odd' is none of"),
        ("signs: {}", "needs signs"),
        ("signs: [", "not valid YAML"),
    ],
)
def test_a_slip_in_a_file_names_it(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "writer.yml"
    file.write_text(content)
    with pytest.raises(SafetyRulesError, match=problem) as error:
        read_labelled(file)
    assert "writer.yml" in str(error.value)


def test_variations_are_the_same_for_a_seed_and_keep_most_of_the_words() -> None:
    messages = [
        Labelled(f"my leg number {i} is swollen", "urgent", "clot", "clot") for i in range(50)
    ]
    messages.append(Labelled("we had a lovely walk by the sea", "none", None, "ordinary"))
    once, again = vary(messages, 7), vary(messages, 7)
    assert once == again != vary(messages, 8)
    assert any("lovely walk" in text for text in once[:50]), "talk is put beside a sign"
    assert sum("swollen" in text for text in once) > 40


def test_the_sets_are_found() -> None:
    assert set(MEASURED) <= set(SETS)
