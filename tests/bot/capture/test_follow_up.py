"""Which messages go on from the passage before them."""

from __future__ import annotations

import pytest

from bot.capture.follow_up import follows_up


@pytest.mark.parametrize(
    "text",
    [
        "and after a c-section?",
        "what about at night",
        "ok and how often should I do it?",
        "how long does that take",
        "what if it hurts",
        "even with stitches?",
        "how many should I do a day?",
        "ok how long should I wait",
        "is it the same for twins",
        "can I do them in bed",
    ],
)
def test_it_goes_on(text: str) -> None:
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😣",
        "is it normal to leak when I sneeze",
        "is it ok to lift the baby after a caesarean",
        "how do I get out of bed without hurting my back",
        "when can I run",
        "my tailbone hurts when I sit",
        "stop messaging me",
        "and " + "my back hurts when I lift him out of the cot at night " * 2,
    ],
)
def test_it_stands_on_its_own(text: str) -> None:
    assert not follows_up(text)
