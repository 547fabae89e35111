"""The channels that push, as far as the settings open them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backstay.failure import Failure
from backstay.phone_accounts import twilio_account, whatsapp_account
from backstay.settings import Settings

if TYPE_CHECKING:
    from bot.channels.web_push import WebPush
    from bot.context import BotContext
    from bot.pushing import PushingChannel

# https://core.telegram.org/bots/api#authorizing-your-bot
TELEGRAM_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


def pushing_channels(chosen: Settings, context: BotContext) -> list[PushingChannel]:
    """Every channel whose secrets are given. Raises Failure for one that can't be right."""
    channels: list[PushingChannel] = []
    token = chosen.secrets.get("telegram_token")
    if token is not None:
        from bot.channels.telegram import TelegramChannel, TelegramSettings

        if TELEGRAM_TOKEN.fullmatch(token) is None:
            raise Failure("BACKSTAY_TELEGRAM_TOKEN isn't a token: it looks like 123456:ABC-def.")
        telegram = TelegramSettings(token, chosen.telegram_webhook, chosen.telegram_api)
        channels.append(TelegramChannel(telegram, context))
    if twilio := twilio_account(chosen):
        from bot.channels.twilio import SmsChannel, TwilioWhatsAppChannel

        channels += [SmsChannel(twilio, context), TwilioWhatsAppChannel(twilio, context)]
    if whatsapp := whatsapp_account(chosen):
        from bot.channels.whatsapp import WhatsAppChannel

        channels.append(WhatsAppChannel(whatsapp, context))
    return channels


def web_push(chosen: Settings, context: BotContext) -> WebPush | None:
    """Notifications of browsers, once push services may know whom to write to.

    Raises Failure for a key that is none.
    """
    if chosen.web_push_contact is None:
        return None
    from bot.channels.web_push import WebPush

    try:
        return WebPush(context, chosen.secrets.ours("web_push_key"), chosen.web_push_contact)
    except ValueError:
        raise Failure(
            "BACKSTAY_WEB_PUSH_KEY, or web_push_key in secrets.json, isn't a private key: 32 bytes "
            "in base64url. Delete it there and a new one is made."
        ) from None
