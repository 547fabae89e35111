from __future__ import annotations

import logging
import socket
import time
from datetime import timedelta
from typing import Any

import pytest

from scheduler.bot_client import BotUnavailable, Deferred, HttpBot, Sent
from tests.scheduler.bot_standin import TOKEN, BotStandIn, deferred


def test_sent_and_deferred(standin: BotStandIn, bot: HttpBot) -> None:
    assert bot.send_checkin("c1", "p1") == Sent()
    assert standin.participants == {"c1": "p1"}
    standin.answer = lambda checkin, n: deferred(600)
    assert bot.send_checkin("c2", "p1") == Deferred("in_conversation", timedelta(minutes=10))


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500, 502, 503])
def test_other_statuses(standin: BotStandIn, bot: HttpBot, status: int) -> None:
    standin.answer = lambda checkin, n: (status, {"detail": "her words"})
    with pytest.raises(BotUnavailable, match=f"^status {status}$"):
        bot.send_checkin("c1", "p1")


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
    ],
)
def test_answers_that_are_none(standin: BotStandIn, bot: HttpBot, answer: Any) -> None:
    standin.answer = lambda checkin, n: (200, answer)
    with pytest.raises(BotUnavailable, match="unexpected answer"):
        bot.send_checkin("c1", "p1")


def test_a_wrong_token_is_unavailable(standin: BotStandIn) -> None:
    with pytest.raises(BotUnavailable, match="401"):
        HttpBot(standin.url, "wrong").send_checkin("c1", "p1")
    assert not standin.delivered


def test_nobody_there() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening
        bot = HttpBot(f"http://127.0.0.1:{held.getsockname()[1]}", TOKEN)
        with pytest.raises(BotUnavailable, match="no connection"):
            bot.send_checkin("c1", "p1")


def test_too_slow(standin: BotStandIn) -> None:
    standin.answer = lambda checkin, n: (time.sleep(0.4), (200, {"state": "sent"}))[1]  # type: ignore[func-returns-value]
    bot = HttpBot(standin.url, TOKEN, timedelta(seconds=0.1))
    with pytest.raises(BotUnavailable, match="no answer in time"):
        bot.send_checkin("c1", "p1")


def test_a_proxy_of_the_environment_does_not_see_the_token(
    standin: BotStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert HttpBot(standin.url, TOKEN).send_checkin("c1", "p1") == Sent()


def test_the_token_is_not_logged(
    standin: BotStandIn, bot: HttpBot, caplog: pytest.LogCaptureFixture
) -> None:
    standin.answer = lambda checkin, n: (500, {})
    with caplog.at_level(logging.DEBUG), pytest.raises(BotUnavailable) as caught:
        bot.send_checkin("c1", "p1")
    assert caplog.records
    assert TOKEN not in caplog.text + str(caught.value) + repr(bot)
