from __future__ import annotations

import logging
import socket
import time
from datetime import timedelta
from typing import Any

import pytest

from scheduler.bot_client import (
    BotUnavailable,
    Deferred,
    Delivered,
    HttpBot,
    Impossible,
    Rendered,
    Retry,
)
from scheduler.choice import Nudge
from tests.scheduler.bot_standin import IMPOSSIBLE, TOKEN, BotStandIn, deferred, retry

TEN_MINUTES = timedelta(minutes=10)


def test_rendered_and_deferred(standin: BotStandIn, bot: HttpBot) -> None:
    assert bot.render("c1", "p1", None) == Rendered()
    assert standin.participants == {"c1": "p1"}
    standin.answer = lambda checkin, n: deferred(600)
    assert bot.render("c2", "p1", None) == Deferred("in_conversation", TEN_MINUTES)


def test_delivered_later_or_never(standin: BotStandIn, bot: HttpBot) -> None:
    bot.render("c1", "p1", None)
    assert bot.deliver("c1", "p1") == Delivered()
    standin.answer_delivery = lambda checkin, n: retry(600)
    assert bot.deliver("c1", "p1") == Retry("busy", TEN_MINUTES)
    standin.answer_delivery = lambda checkin, n: IMPOSSIBLE
    assert bot.deliver("c1", "p1") == Impossible("blocked")


@pytest.mark.parametrize(
    ("nudge", "asked"),
    [
        (None, None),
        (Nudge("week"), {"kind": "week"}),
        (
            Nudge(message="rest-1", text="A quiet day is fine.", buttons=("Thanks",)),
            {
                "kind": "message",
                "message": "rest-1",
                "text": "A quiet day is fine.",
                "buttons": ["Thanks"],
                "ask": False,
            },
        ),
    ],
)
def test_what_is_to_be_said_goes_along(
    standin: BotStandIn, bot: HttpBot, nudge: Nudge | None, asked: Any
) -> None:
    bot.render("c1", "p1", None if nudge is None else nudge.to_json())
    assert standin.nudges["c1"] == asked


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500, 502, 503])
def test_other_statuses(standin: BotStandIn, bot: HttpBot, status: int) -> None:
    standin.answer = lambda checkin, n: (status, {"detail": "her words"})
    with pytest.raises(BotUnavailable, match=f"^status {status}$"):
        bot.render("c1", "p1", None)


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        [],
        None,
        {},
        {"state": "maybe"},
        {"state": "deferred"},
        {"state": "deferred", "reason": "her words, ", "retry_after_seconds": 60},
        {"state": "deferred", "reason": 7, "retry_after_seconds": 60},
        {"state": "deferred", "reason": "busy", "retry_after_seconds": -1},
        {"state": "deferred", "reason": "busy", "retry_after_seconds": 1e300},
        {"state": "deferred", "reason": "busy", "retry_after_seconds": float("nan")},
        {"state": "deferred", "reason": "busy", "retry_after_seconds": "soon"},
        {"state": "impossible"},
        {"state": "impossible", "reason": "Her words."},
        {"state": "retry", "reason": "busy"},
    ],
)
def test_answers_that_are_none(standin: BotStandIn, bot: HttpBot, answer: Any) -> None:
    standin.answer = lambda checkin, n: (200, answer)
    with pytest.raises(BotUnavailable, match="unexpected answer"):
        bot.render("c1", "p1", None)
    standin.rendered["c1"] = 1
    standin.answer_delivery = lambda checkin, n: (200, answer)
    with pytest.raises(BotUnavailable, match="unexpected answer"):
        bot.deliver("c1", "p1")


def test_a_wrong_token_is_unavailable(standin: BotStandIn) -> None:
    with pytest.raises(BotUnavailable, match="401"):
        HttpBot(standin.url, "wrong").render("c1", "p1", None)
    assert not standin.rendered


def test_nobody_there() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening
        bot = HttpBot(f"http://127.0.0.1:{held.getsockname()[1]}", TOKEN)
        with pytest.raises(BotUnavailable, match="no connection"):
            bot.deliver("c1", "p1")


def test_too_slow(standin: BotStandIn) -> None:
    standin.answer = lambda checkin, n: (time.sleep(0.4), (200, {"state": "rendered"}))[1]  # type: ignore[func-returns-value]
    bot = HttpBot(standin.url, TOKEN, timedelta(seconds=0.1))
    with pytest.raises(BotUnavailable, match="no answer in time"):
        bot.render("c1", "p1", None)


def test_a_proxy_of_the_environment_does_not_see_the_token(
    standin: BotStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert HttpBot(standin.url, TOKEN).render("c1", "p1", None) == Rendered()


def test_the_token_is_not_logged(
    standin: BotStandIn, bot: HttpBot, caplog: pytest.LogCaptureFixture
) -> None:
    standin.answer = lambda checkin, n: (500, {})
    with caplog.at_level(logging.DEBUG), pytest.raises(BotUnavailable) as caught:
        bot.render("c1", "p1", None)
    assert caplog.records
    assert TOKEN not in caplog.text + str(caught.value) + repr(bot)
