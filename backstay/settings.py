"""The settings of Backstay: what the environment says, checked, with the defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from backstay.secrets_file import Secrets
from backstay.variables import VARIABLES

TELEGRAM_API = "https://api.telegram.org"


class SettingsError(Exception):
    """A setting has a value that can't be used; the message names it and what it may be."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. Folders are made when something is first written to them."""

    data: Path
    database: str | None
    host: str
    bot_port: int
    clinic_port: int
    https: bool
    encoder: str | None
    tick_seconds: int
    nudges: str
    dev_rest: bool
    clock_offset: timedelta
    telegram_webhook: str | None
    telegram_api: str
    web_push_contact: str | None
    public_url: str | None
    twilio_account: str | None
    twilio_number: str | None
    twilio_template: str | None
    twilio_api: str | None
    whatsapp_number_id: str | None
    whatsapp_template: str | None
    whatsapp_api: str | None
    alert_email: str | None
    alert_email_lead: str | None
    alert_from: str | None
    alert_webhook: str | None = field(repr=False)  # such addresses can hold a secret
    clinic_address: str | None
    min_age: int | None
    countries: tuple[str, ...]
    retention_days: int | None
    secrets: Secrets = field(repr=False)

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment. Raises SettingsError."""
        unknown = {n for n in environment if n.startswith("BACKSTAY_")} - set(VARIABLES)
        if unknown:
            names = ", ".join(sorted(unknown))
            raise SettingsError(f"Unknown setting: {names}. The README lists the settings.")
        data = Path(environment.get("BACKSTAY_DATA") or ".data").resolve()
        return cls(
            data=data,
            database=_database(environment),
            host=environment.get("BACKSTAY_HOST") or "127.0.0.1",
            bot_port=_number(environment, "BACKSTAY_BOT_PORT", 5005, 1, 65535),
            clinic_port=_number(environment, "BACKSTAY_CLINIC_PORT", 8008, 1, 65535),
            https=_switch(environment, "BACKSTAY_HTTPS"),
            encoder=environment.get("BACKSTAY_ENCODER") or None,
            tick_seconds=_number(environment, "BACKSTAY_TICK_SECONDS", 15, 1, 3600),
            nudges=_one_of(environment, "BACKSTAY_NUDGES", ("learned", "fixed")),
            dev_rest=_switch(environment, "BACKSTAY_DEV_REST"),
            clock_offset=timedelta(
                seconds=_number(environment, "BACKSTAY_CLOCK_OFFSET", 0, -(10**9), 10**9)
            ),
            telegram_webhook=_address(environment, "BACKSTAY_TELEGRAM_WEBHOOK", "https"),
            telegram_api=_address(environment, "BACKSTAY_TELEGRAM_API", "http") or TELEGRAM_API,
            web_push_contact=_contact(environment),
            public_url=_address(environment, "BACKSTAY_PUBLIC_URL", "https"),
            twilio_account=environment.get("BACKSTAY_TWILIO_ACCOUNT") or None,
            twilio_number=environment.get("BACKSTAY_TWILIO_NUMBER") or None,
            twilio_template=environment.get("BACKSTAY_TWILIO_TEMPLATE") or None,
            twilio_api=_address(environment, "BACKSTAY_TWILIO_API", "http"),
            whatsapp_number_id=environment.get("BACKSTAY_WHATSAPP_NUMBER_ID") or None,
            whatsapp_template=environment.get("BACKSTAY_WHATSAPP_TEMPLATE") or None,
            whatsapp_api=_address(environment, "BACKSTAY_WHATSAPP_API", "http"),
            alert_email=environment.get("BACKSTAY_ALERT_EMAIL") or None,
            alert_email_lead=environment.get("BACKSTAY_ALERT_EMAIL_LEAD") or None,
            alert_from=environment.get("BACKSTAY_ALERT_FROM") or None,
            alert_webhook=environment.get("BACKSTAY_ALERT_WEBHOOK") or None,
            clinic_address=environment.get("BACKSTAY_CLINIC_URL") or None,
            min_age=_number(environment, "BACKSTAY_MIN_AGE", 0, 0, 60) or None,
            countries=_countries(environment),
            retention_days=_retention(environment),
            secrets=Secrets(data, environment),
        )

    @property
    def record(self) -> Path:
        return self.data / "record.db"

    @property
    def tracker(self) -> Path:
        return self.data / "rasa.db"

    @property
    def accounts(self) -> Path:
        return self.data / "clinic.db"

    @property
    def encoder_folder(self) -> Path:
        return self.data / "encoder"

    @property
    def index_folder(self) -> Path:
        return self.data / "knowledge"

    @property
    def safety_folder(self) -> Path:
        return self.data / "safety"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def motivation(self) -> Path:
        """What the policy of check-ins has learnt; the record gives it back when it is lost."""
        return self.data / "motivation.json"

    @property
    def heartbeat(self) -> Path:
        return self.data / "scheduler.json"

    @property
    def bot_url(self) -> str:
        return f"http://{_reachable(self.host)}:{self.bot_port}"

    @property
    def clinic_url(self) -> str:
        return f"http://{_reachable(self.host)}:{self.clinic_port}"

    @property
    def clock(self) -> Callable[[], datetime]:
        """The time now, aware, in UTC."""
        offset = self.clock_offset
        return lambda: datetime.now(timezone.utc) + offset

    @property
    def internal_token(self) -> str:
        """What the scheduler shows the bot and tools show Rasa's HTTP API."""
        return self.secrets.ours("internal_token")


def _number(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environment.get(name) or str(default)
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return number


def _database(environment: Mapping[str, str]) -> str | None:
    url = environment.get("BACKSTAY_DATABASE") or None
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        # the value may hold a password, so it isn't repeated
        raise SettingsError("BACKSTAY_DATABASE must begin with postgresql://")
    return url


def _address(environment: Mapping[str, str], name: str, scheme: str) -> str | None:
    url = environment.get(name) or None
    if url is not None and not url.startswith((f"{scheme}://", "https://")):
        raise SettingsError(f"{name} must begin with {scheme}://, not {url!r}.")
    return url


def _contact(environment: Mapping[str, str]) -> str | None:
    contact = environment.get("BACKSTAY_WEB_PUSH_CONTACT") or None
    if contact is not None and not contact.startswith(("mailto:", "https://")):
        raise SettingsError("BACKSTAY_WEB_PUSH_CONTACT must begin with mailto: or https://")
    return contact


def _retention(environment: Mapping[str, str]) -> int | None:
    if not environment.get("BACKSTAY_RETENTION_DAYS"):
        return None
    # a shorter time would leave no two weeks for the warning, nor for a holiday
    return _number(environment, "BACKSTAY_RETENTION_DAYS", 30, 30, 36500)


def _countries(environment: Mapping[str, str]) -> tuple[str, ...]:
    codes = (environment.get("BACKSTAY_COUNTRIES") or "").replace(",", " ").upper().split()
    if not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        raise SettingsError("BACKSTAY_COUNTRIES must be codes of two letters, as GB,IE.")
    return tuple(dict.fromkeys(codes))


def _one_of(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The first is the default."""
    text = environment.get(name) or choices[0]
    if text not in choices:
        raise SettingsError(f"{name} must be {' or '.join(choices)}, not {text!r}.")
    return text


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "0"
    if text not in ("0", "1"):
        raise SettingsError(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
