"""What people are told when an alert waits: that it does and where to look, nothing else of her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from policies.monitoring.escalation import Recipients
from records.events import Tier

KINDS: dict[Tier, str] = {
    "emergency": "an emergency alert",
    "urgent": "an urgent alert",
    "review": "an alert for review",
}
TEST = (
    "This is a test of how you are told when an alert waits. Nobody is waiting; nothing is to be "
    "done.\n\nThe clinic's pages: {link}\n"
)
BODY = (
    "{sentence} Nobody has taken it on.\n\nOpen it: {link}\n\nThis is notice {step}. It holds "
    "nothing of what she wrote: sign in to read it. The notices stop when somebody takes the "
    "alert on.\n"
)


class NotSent(Exception):
    """The notice didn't get through; the text has no address, no password, no server's words."""


@dataclass(frozen=True)
class Notice:
    """One step of the escalation of one alert; `at`: now. `clinic` is where the pages are."""

    alert: str
    tier: Tier
    raised_at: datetime
    step: int
    to: tuple[Recipients, ...]
    at: datetime
    clinic: str
    test: bool = False

    @property
    def id(self) -> str:
        """The same at every try, so that one that comes twice is known as such."""
        return f"{self.alert}-{self.step}"

    @property
    def link(self) -> str:
        return self.clinic if self.test else f"{self.clinic}/alerts/{self.alert}"

    @property
    def minutes(self) -> int:
        """How long the alert has been waiting, in whole minutes."""
        return max(int((self.at - self.raised_at) / timedelta(minutes=1)), 0)

    @property
    def subject(self) -> str:
        return "Backstay: a test, nobody is waiting" if self.test else f"Backstay: {self._says}"

    @property
    def text(self) -> str:
        if self.test:
            return TEST.format(link=self.link)
        says = f"{self._says[0].upper()}{self._says[1:]}."
        return BODY.format(sentence=says, link=self.link, step=self.step)

    @property
    def _says(self) -> str:
        since = f"been waiting for {span(self.minutes)}" if self.minutes else "just been raised"
        return f"{KINDS[self.tier]} has {since}"


def trial(clinic: str, at: datetime) -> Notice:
    """A notice marked as a test, to everybody."""
    alert = f"test-{int(at.timestamp())}"
    return Notice(alert, "review", at, 1, ("team", "lead"), at, clinic, test=True)


def span(minutes: int) -> str:
    """As people say it: "10 min", "4 h 10 min", "3 days 2 h"."""
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} day{'s' * (days > 1)}{f' {hours} h' if hours else ''}"
    words = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
    return " ".join(words)


class Way(Protocol):
    """A way of telling people."""

    @property
    def how(self) -> Literal["email", "webhook"]: ...

    def send(self, notice: Notice) -> None:
        """Returns once somebody else answers for the notice. Raises NotSent."""
