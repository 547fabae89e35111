"""Notices to a web address: signed, and delivered only when the answer says so."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import httpx
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from scheduler import webhook as hooking
from scheduler.notice import Notice, NotSent, trial
from scheduler.webhook import Webhook, key_of, new_secret
from tests.scheduler.webhook_standin import Call, WebhookStandIn

pytestmark = pytest.mark.servers

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # of the Standard Webhooks' own documentation
ALERT = "0197a" + "0" * 27
LATE = Notice(
    ALERT, "emergency", NOW - timedelta(minutes=40), 3, ("team", "lead"), NOW, "https://c.example"
)


@pytest.fixture
def receiver() -> Iterator[WebhookStandIn]:
    server = WebhookStandIn()
    yield server
    server.close()


def signed_by_another(call: Call, secret: str) -> str:
    """The signature as a receiver with another library reckons it."""
    mac = HMAC(b64decode(secret.removeprefix("whsec_")), SHA256())
    head = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}."
    mac.update(head.encode() + call.body)
    return f"v1,{b64encode(mac.finalize()).decode()}"


def test_what_is_told_and_how_it_is_signed(receiver: WebhookStandIn) -> None:
    Webhook(receiver.url, SECRET).send(LATE)
    (call,) = receiver.calls
    assert call.path == "/hook?room=7"
    assert call.headers["webhook-id"] == f"{ALERT}-3"
    assert call.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert call.headers["webhook-signature"] == signed_by_another(call, SECRET)
    assert call.headers["content-type"] == "application/json"
    assert json.loads(call.body) == {
        "type": "alert.waiting",
        "timestamp": "2026-06-01T08:00:00+00:00",
        "data": {
            "alert": ALERT,
            "tier": "emergency",
            "raised_at": "2026-06-01T07:20:00+00:00",
            "step": 3,
            "to": ["team", "lead"],
            "waiting_minutes": 40,
            "link": f"https://c.example/alerts/{ALERT}",
        },
    }


def test_the_signature_is_the_one_of_the_specification() -> None:
    """The example that the Standard Webhooks libraries test themselves with."""
    message, stamp, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", '{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    headers = {"webhook-id": message, "webhook-timestamp": stamp}
    assert signed_by_another(Call("/", headers, body.encode()), SECRET) == expected
    assert hooking.signature(key_of(SECRET), message, stamp, body.encode()) == expected


def test_a_test_says_that_it_is_one(receiver: WebhookStandIn) -> None:
    Webhook(receiver.url, SECRET).send(trial("https://c.example", NOW))
    assert json.loads(receiver.calls[0].body)["type"] == "alert.test"


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_is_delivered(receiver: WebhookStandIn, status: int) -> None:
    receiver.answer = lambda n: status
    Webhook(receiver.url, SECRET).send(LATE)
    assert len(receiver.calls) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 404, 429, 500, 503])
def test_anything_else_is_not_and_a_redirect_is_not_followed(
    receiver: WebhookStandIn, status: int
) -> None:
    receiver.answer = lambda n: status
    receiver.headers = {"Location": "/elsewhere"}
    with pytest.raises(NotSent) as failed:
        Webhook(receiver.url, SECRET).send(LATE)
    assert str(failed.value) == f"the webhook answered {status}"
    assert [call.path for call in receiver.calls] == ["/hook?room=7"]


def test_one_that_is_slow_or_down(
    receiver: WebhookStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooking, "TIMEOUT", httpx.Timeout(0.2))
    receiver.delay = 2
    with pytest.raises(NotSent, match="didn't answer in time"):
        Webhook(receiver.url, SECRET).send(LATE)
    receiver.close()
    with pytest.raises(NotSent, match="no connection") as failed:
        Webhook(receiver.url, SECRET).send(LATE)
    assert "room" not in str(failed.value) and failed.value.__cause__ is None


@pytest.mark.parametrize("secret", ["", "whsec_", "secret", "whsec_c2hvcnQ=", "whsec_!!!", "é"])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError):
        Webhook("https://c.example", secret)


def test_a_secret_of_ours_is_a_good_one() -> None:
    assert len(key_of(new_secret())) == 32 and new_secret() != new_secret()
