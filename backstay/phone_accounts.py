"""The accounts at Twilio and Meta that the settings describe, whole or not at all."""

from __future__ import annotations

import re

from backstay.failure import Failure
from backstay.settings import Settings
from bot.channels.accounts import TWILIO_API, WHATSAPP_API, TwilioAccount, WhatsAppAccount
from bot.channels.phone import e164

TWILIO_ID = {"BACKSTAY_TWILIO_ACCOUNT": "AC", "BACKSTAY_TWILIO_TEMPLATE": "HX"}


def twilio_account(chosen: Settings) -> TwilioAccount | None:
    """None when nothing of it is set. Raises Failure when it is incomplete or can't be right."""
    account, token = chosen.twilio_account, chosen.secrets.get("twilio_token")
    number, public_url = chosen.twilio_number, chosen.public_url
    if not (account or token or number):
        return None
    if not (account and token and number and public_url):
        raise Failure(
            "Twilio needs BACKSTAY_TWILIO_ACCOUNT, BACKSTAY_TWILIO_TOKEN, BACKSTAY_TWILIO_NUMBER "
            "and BACKSTAY_PUBLIC_URL. Set all four, or none of the first three."
        )
    _is_twilio_id("BACKSTAY_TWILIO_ACCOUNT", account)
    if chosen.twilio_template is not None:
        _is_twilio_id("BACKSTAY_TWILIO_TEMPLATE", chosen.twilio_template)
    try:
        number = e164(number)
    except ValueError:
        raise Failure("BACKSTAY_TWILIO_NUMBER must be international, as +447700900123.") from None
    api = (chosen.twilio_api or TWILIO_API).rstrip("/")
    return TwilioAccount(
        account, token, number, public_url.rstrip("/"), chosen.twilio_template, api
    )


def whatsapp_account(chosen: Settings) -> WhatsAppAccount | None:
    """None when nothing of it is set. Raises Failure when it is incomplete or can't be right."""
    names = ("whatsapp_token", "whatsapp_secret", "whatsapp_verify")
    token, secret, verify = (chosen.secrets.get(name) for name in names)
    number_id = chosen.whatsapp_number_id
    if not (token or secret or verify or number_id):
        return None
    if not (token and secret and verify and number_id):
        raise Failure(
            "WhatsApp needs BACKSTAY_WHATSAPP_TOKEN, BACKSTAY_WHATSAPP_SECRET, "
            "BACKSTAY_WHATSAPP_VERIFY and BACKSTAY_WHATSAPP_NUMBER_ID. Set all four, or none."
        )
    if not number_id.isdecimal():
        raise Failure("BACKSTAY_WHATSAPP_NUMBER_ID is the id of a number: digits only.")
    api = (chosen.whatsapp_api or WHATSAPP_API).rstrip("/")
    return WhatsAppAccount(token, secret, verify, number_id, chosen.whatsapp_template, api)


def _is_twilio_id(name: str, value: str) -> None:
    start = TWILIO_ID[name]
    if not re.fullmatch(f"{start}[0-9a-fA-F]{{32}}", value):
        raise Failure(f"{name} must be {start} and 32 hexadecimal digits.")
