"""Secrets: from the environment, or from `secrets.json` in the data folder, which only we may read.

The environment says `BACKSTAY_INTERNAL_TOKEN`, the file `internal_token`; the environment has the
first word. Those of our own making are made when first needed. Providers' ones are never made here.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backstay.failure import Failure

NAME = "secrets.json"
OTHERS = 0o077  # the permissions of group and others


@dataclass(frozen=True)
class Ours:
    """A secret that we make: how, and what the operator must know when it is replaced."""

    make: Callable[[], str]
    after: str


def _web_push_key() -> str:
    from bot.channels.web_push_message import new_key  # with it comes all of cryptography

    return new_key()


def _webhook_secret() -> str:
    from scheduler.webhook import new_secret

    return new_secret()


OURS = {
    "internal_token": Ours(
        lambda: secrets.token_urlsafe(32),
        "Processes that are running go on with the old token, together. Restart all of them "
        "(Ctrl-C and `backstay up`): a scheduler and a bot with different tokens refuse each "
        "other, and check-ins wait until both have the new one. Nothing else changes for mothers "
        "or clinicians.",
    ),
    "web_push_key": Ours(
        _web_push_key,
        "Restart the bot. Browsers that subscribed with the old key get no notifications until "
        "their page is opened again; it then subscribes anew by itself.",
    ),
    "research_key": Ours(
        secrets.token_hex,
        "Pseudonyms in research exports change: later files can't be joined with earlier ones.",
    ),
    "alert_webhook_secret": Ours(
        _webhook_secret,
        "Give the receiver of BACKSTAY_ALERT_WEBHOOK the new one, out of secrets.json, and restart "
        "the scheduler; until both have it, the receiver refuses what it is told.",
    ),
}


class Secrets:
    """The secrets of one data folder. Every failure is a Failure that says what to do."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        self.path = data / NAME
        self._environment = environment

    def get(self, name: str) -> str | None:
        """The secret, or None when nobody has set it."""
        return self._environment.get(variable(name)) or self._kept().get(name)

    def ours(self, name: str) -> str:
        """A secret of our own making; the first of several processes to ask makes it."""
        known = self.get(name)
        if known is not None:
            return known
        with self._writing() as kept:
            return kept.setdefault(name, OURS[name].make())

    def rotate(self, name: str) -> str:
        """Replace a secret of our own making; returns what the operator must know."""
        if name not in OURS:
            raise Failure(
                f"{name} can't be rotated here. Ours are: {', '.join(OURS)}. One that a provider "
                f"gave you is replaced there; then put the new one into {self.path} or "
                f"{variable(name)} and restart."
            )
        if self._environment.get(variable(name)):
            raise Failure(f"{variable(name)} is set and has the first word: change it there.")
        with self._writing() as kept:
            kept[name] = OURS[name].make()
        return OURS[name].after

    def readable_by_others(self) -> bool:
        return self.path.exists() and bool(self.path.stat().st_mode & OTHERS)

    def _kept(self) -> dict[str, str]:
        if self.readable_by_others():
            raise Failure(
                f"{self.path} can be read or changed by others. First: chmod 600 {self.path} "
                "Then, if anybody else uses this machine, replace what is in it: `backstay "
                "secrets rotate`, and at your providers."
            )
        try:
            kept = json.loads(self.path.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._damaged() from error
        if not isinstance(kept, dict) or not all(isinstance(v, str) for v in kept.values()):
            raise self._damaged()
        return kept

    def _damaged(self) -> Failure:
        return Failure(
            f"{self.path} can't be read: it must be a JSON object of texts. Mend it, or delete it: "
            "what we made is made anew, your providers' secrets you must put in again."
        )

    @contextmanager
    def _writing(self) -> Iterator[dict[str, str]]:
        """What is kept, to be changed; written whole or not at all, one process at a time."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = self._kept()
            yield kept
            fresh = self.path.with_suffix(".new")
            fresh.unlink(missing_ok=True)  # of a process that died
            with os.fdopen(
                os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w"
            ) as file:
                json.dump(kept, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        finally:
            os.close(lock)


def variable(name: str) -> str:
    """The environment variable that holds a secret."""
    return f"BACKSTAY_{name.upper()}"
