"""Every setting of Backstay: environment variables, their defaults, and the generated secrets.

The README lists them all; a test holds the two together.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path

VARIABLES = {
    "BACKSTAY_DATA": "folder for the record, the models and the secrets (default: .data here)",
    "BACKSTAY_DATABASE": "postgresql://... keeps the record there instead of in a file",
    "BACKSTAY_HOST": "address to listen on (default: 127.0.0.1)",
    "BACKSTAY_BOT_PORT": "port of the chat (default: 5005)",
    "BACKSTAY_CLINIC_PORT": "port of the clinic's pages (default: 8008)",
    "BACKSTAY_HTTPS": "1 when a proxy serves the pages over https: cookies are then Secure",
    "BACKSTAY_ENCODER": "another sentence-transformers model, by name or folder",
    "BACKSTAY_TICK_SECONDS": "how often the scheduler looks for due check-ins (default: 15)",
    "BACKSTAY_NUDGES": "learned, or fixed: a message at each of her times (default: learned)",
    "BACKSTAY_DEV_REST": "1 opens POST /webhooks/rest/webhook on loopback, for tests and tools",
    "BACKSTAY_CLOCK_OFFSET": "seconds to add to the clock, for tests and demonstrations",
}


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

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment. Raises SettingsError."""
        unknown = {n for n in environment if n.startswith("BACKSTAY_")} - set(VARIABLES)
        if unknown:
            names = ", ".join(sorted(unknown))
            raise SettingsError(f"Unknown setting: {names}. The README lists the settings.")
        return cls(
            data=Path(environment.get("BACKSTAY_DATA") or ".data").resolve(),
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

    @cached_property
    def internal_token(self) -> str:
        """What the scheduler shows the bot and tools show Rasa's HTTP API; made once, 0600."""
        path = self.data / "secrets.json"
        try:
            return str(json.loads(path.read_text())["internal_token"])
        except FileNotFoundError:
            self.data.mkdir(parents=True, exist_ok=True)
        except (ValueError, KeyError) as error:
            raise SettingsError(f"{path} is damaged; delete it and a new one is made.") from error
        fresh = self.data / f".secrets.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            json.dump({"internal_token": secrets.token_urlsafe(32)}, file)
        try:
            os.link(fresh, path)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return str(json.loads(path.read_text())["internal_token"])


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
