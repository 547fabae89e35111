"""The second net on a toy encoder: windows, examples, and what happens when it fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.safety.combine import Thresholds
from policies.safety.screen import load_screen
from policies.safety.second_net import WINDOW, Examples, Head, SecondNet, Vectors, clauses, windows
from policies.safety.wording import Wording

THRESHOLDS = Thresholds(
    alone=0.5, supported=0.1, review=0.5, review_supported=0.1, beside=0.25, emergency=0.5
)
TEXTS = ["my shoe is a zebra", "shoe like a zebra", "that shoe, a zebra"] * 3 + [
    "a lovely walk today", "lovely day, a walk", "walk was lovely",
] * 3 + ["it was years ago", "years ago it was so", "that was years ago"] * 3  # fmt: skip
LABELS = ["clot/urgent"] * 9 + ["none/ordinary"] * 9 + ["none/past"] * 9


def encode(texts: Sequence[str]) -> Vectors:
    """One direction for zebras, one for all else."""
    rows = [[1.0, 0.0] if "zebra" in text else [0.0, 1.0] for text in texts]
    return np.array(rows, dtype=np.float32)


@pytest.fixture(scope="module")
def net() -> SecondNet:
    head = Head(
        ("clot/urgent", "none/ordinary", "none/past"),
        np.array([[8, 0], [0, 8], [0, 0]], dtype=np.float32),
        np.zeros(3, dtype=np.float32),
    )
    examples = Examples(("shoe like a zebra",), ("clot",), encode(["zebra"]))
    return SecondNet(encode, head, Wording.fit(TEXTS, LABELS), examples, THRESHOLDS)


def test_an_alarm_names_the_message_it_resembles(net: SecondNet) -> None:
    text = "slept really well last night. my left shoe is a zebra though"
    found = load_screen(second_net=net)(text)
    assert (found.tier, found.flags) == ("urgent", ("clot",))
    evidence = found.evidence[0]
    assert evidence.like == "shoe like a zebra"
    assert text[evidence.start : evidence.end] == evidence.text == "my left shoe is a zebra though"


def test_a_sign_far_down_a_long_message_is_read(net: SecondNet) -> None:
    text = "a lovely walk today " * 60 + "my shoe is a zebra " + "a lovely walk today " * 60
    found = load_screen(second_net=net)(text)
    assert found.flags == ("clot",)
    assert "zebra" in found.evidence[0].text
    assert len(found.evidence[0].text.split()) <= WINDOW


@given(st.text(alphabet="ab .,\n", max_size=200))
def test_clauses_are_stretches_of_the_text_in_order(text: str) -> None:
    spans = clauses(text, 0, len(text))
    assert spans and all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    said = "".join(text[start:end] for start, end in spans)
    assert sum(map(said.count, "ab")) == sum(map(text.count, "ab")), "no word is lost"


@given(st.text(max_size=3000))
def test_windows_cover_a_text_in_order(text: str) -> None:
    spans = windows(text)
    assert spans and all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    if text.split():
        assert text[: spans[0][0]].strip() == "" == text[spans[-1][1] :].strip()


def test_when_it_fails_the_rules_decide_and_no_word_is_logged(
    net: SecondNet, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(texts: Sequence[str]) -> Vectors:
        raise RuntimeError(f"cannot read {texts}")

    net = SecondNet(broken, net._head, net._wording, net._examples, THRESHOLDS)
    with caplog.at_level(logging.ERROR):
        found = load_screen(second_net=net)("I want to kill myself tonight")
    assert found.tier == "emergency"
    assert "RuntimeError" in caplog.text and "kill" not in caplog.text


def test_a_head_of_other_labels_is_refused(net: SecondNet) -> None:
    other = Head(("clot/urgent", "none/past", "none/negated"), net._head.weights, net._head.bias)
    with pytest.raises(ValueError, match="different labels"):
        SecondNet(encode, other, net._wording, net._examples, THRESHOLDS)


def test_the_wording_is_the_same_after_saving(net: SecondNet, tmp_path: Path) -> None:
    net._wording.save(tmp_path)
    again = Wording.load(tmp_path)
    asked = ["a zebra of a shoe", "lovely"]
    before, after = net._wording.log_chances(asked), again.log_chances(asked)
    assert np.allclose(before, after, atol=0.01)
