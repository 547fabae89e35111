"""Settings of Twilio and WhatsApp: whole, none, or a failure that says what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backstay.failure import Failure
from backstay.phone_accounts import twilio_account, whatsapp_account
from backstay.settings import Settings

TWILIO = {
    "BACKSTAY_TWILIO_ACCOUNT": "AC" + "0" * 32,
    "BACKSTAY_TWILIO_TOKEN": "a-token",
    "BACKSTAY_TWILIO_NUMBER": "+44 7700 900123",
    "BACKSTAY_PUBLIC_URL": "https://backstay.example/",
}
WHATSAPP = {
    "BACKSTAY_WHATSAPP_TOKEN": "a-token",
    "BACKSTAY_WHATSAPP_SECRET": "a-secret",
    "BACKSTAY_WHATSAPP_VERIFY": "a-word",
    "BACKSTAY_WHATSAPP_NUMBER_ID": "106540352242922",
}


def settings(data: Path, **environment: str) -> Settings:
    return Settings.load({"BACKSTAY_DATA": str(data)} | environment)


def test_nothing_set_opens_nothing(tmp_path: Path) -> None:
    # the public address is of use to others too
    chosen = settings(tmp_path, BACKSTAY_PUBLIC_URL="https://backstay.example")
    assert twilio_account(chosen) is None and whatsapp_account(chosen) is None


def test_all_of_it_opens_the_channel(tmp_path: Path) -> None:
    twilio = twilio_account(settings(tmp_path, **TWILIO))
    assert twilio is not None
    assert (twilio.number, twilio.public_url) == ("+447700900123", "https://backstay.example")
    whatsapp = whatsapp_account(settings(tmp_path, **WHATSAPP, BACKSTAY_WHATSAPP_TEMPLATE="news"))
    assert whatsapp is not None
    assert (whatsapp.template_name, whatsapp.template_language) == ("news", "en")
    for shown in (repr(twilio), repr(whatsapp)):
        assert not any(secret in shown for secret in ("a-token", "a-secret", "a-word"))


@pytest.mark.parametrize("missing", [*TWILIO, *WHATSAPP])
def test_a_part_of_it_is_a_failure_that_repeats_no_secret(tmp_path: Path, missing: str) -> None:
    given = {k: v for k, v in (TWILIO | WHATSAPP).items() if k != missing}
    account = twilio_account if missing in TWILIO else whatsapp_account
    with pytest.raises(Failure, match=missing) as failure:
        account(settings(tmp_path, **given))
    assert not any(secret in str(failure.value) for secret in ("a-token", "a-secret", "a-word"))


def test_secrets_may_come_from_the_file(tmp_path: Path) -> None:
    kept = tmp_path / "secrets.json"
    kept.write_text(json.dumps({"twilio_token": "from the file"}))
    kept.chmod(0o600)
    given = {k: v for k, v in TWILIO.items() if k != "BACKSTAY_TWILIO_TOKEN"}
    twilio = twilio_account(settings(tmp_path, **given))
    assert twilio is not None and twilio.token == "from the file"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKSTAY_TWILIO_ACCOUNT", "me"),
        ("BACKSTAY_TWILIO_NUMBER", "07700 900123"),
        ("BACKSTAY_TWILIO_TEMPLATE", "news"),
        ("BACKSTAY_WHATSAPP_NUMBER_ID", "+447700900123"),
    ],
)
def test_what_cannot_be_right_is_said(tmp_path: Path, name: str, value: str) -> None:
    chosen = settings(tmp_path, **TWILIO | WHATSAPP | {name: value})
    with pytest.raises(Failure, match=name):
        twilio_account(chosen)
        whatsapp_account(chosen)
