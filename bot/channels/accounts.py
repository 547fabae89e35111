"""What an operator's settings say of the accounts at the providers; never printed."""

from __future__ import annotations

from dataclasses import dataclass, field

TWILIO_API = "https://api.twilio.com"
WHATSAPP_API = "https://graph.facebook.com/v23.0"


@dataclass(frozen=True)
class TwilioAccount:
    """`number` is E.164; `template` the Content SID (HX...) of an approved WhatsApp template."""

    account: str
    token: str = field(repr=False)
    number: str
    public_url: str
    template: str | None = None
    api: str = TWILIO_API


@dataclass(frozen=True)
class WhatsAppAccount:
    """`template` is the name of an approved template and, after a colon, its language."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    verify: str = field(repr=False)
    number_id: str
    template: str | None = None
    api: str = WHATSAPP_API

    @property
    def template_name(self) -> str:
        return (self.template or "").partition(":")[0]

    @property
    def template_language(self) -> str:
        return (self.template or "").partition(":")[2] or "en"
