"""The messages the coach may write first: their shapes, the loader, and her words put in.

`messages.yml` holds the texts, `sources.yml` the findings they rest on; `check.py` says what is
wrong with them, `template.py` chooses one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

HERE = Path(__file__).parent
MESSAGES, SOURCES = "messages.yml", "sources.yml"

Family = Literal[
    "checkin", "encouragement", "tiny_exercise", "knowledge", "goal", "barrier", "support", "rest"
]
FAMILIES: tuple[Family, ...] = get_args(Family)

FACTS = frozenset(
    "bad_day pain_worse pain_better short_night low_mood good_day moved_this_week moved_twice "
    "quiet_week answered_lately silent_lately new_here has_goal goal_step_lately asked_lately "
    "barrier_time barrier_tired barrier_pain barrier_forgot barrier_mood barrier_baby "
    "exercise_waits loss caesarean early_weeks weekend morning evening night".split()
)
"""What may be known of her and of the moment; each holds or doesn't."""
NEEDS: Mapping[str, str] = {
    "goal": "has_goal",
    "active_days": "moved_this_week",
    "pain_change": "pain_better",
    "topic": "asked_lately",
}
"""The placeholders, and the fact that each has a value by."""
_PLACEHOLDER = re.compile(r"{(\w*)}")
# libyaml's safe loader, ten times faster where it is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIELDS = frozenset("id text buttons ask when topic source reviewed_by".split())


class MessagesError(ValueError):
    """A file of messages that cannot be used; it says which file and entry, and why."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(f"{file}, {entry}: {problem}" if entry else f"{file}: {problem}")


@dataclass(frozen=True)
class Message:
    """One message as written. `all_of` and `none_of` are the facts it is for and not for.

    `ask`: the first question of the check-in follows at once. `topic`: the articles that its
    content comes from, which "Show me" and "Tell me more" show; None when there is nothing to show,
    or it is what she asked about lately.
    """

    id: str
    family: Family
    text: str
    buttons: tuple[str, ...]
    ask: bool
    all_of: frozenset[str]
    none_of: frozenset[str]
    topic: str | None
    sources: tuple[str, ...]
    reviewed_by: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in curly brackets."""
        return frozenset(_PLACEHOLDER.findall(self.text))

    def fits(self, facts: frozenset[str]) -> bool:
        """Whether it may be sent when these facts hold and no others."""
        return self.all_of <= facts and not self.none_of & facts


@dataclass(frozen=True)
class Source:
    """A published finding, and what of it the messages lean on. Some web pages show no year."""

    id: str
    title: str
    year: int | None
    doi: str | None
    url: str | None
    shows: str


def fill(message: Message, values: Mapping[str, str]) -> str:
    """The text with the values in place of the placeholders. Raises KeyError if one is missing."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], message.text)


@cache
def messages() -> tuple[Message, ...]:
    """The messages of the coach, in the order of their file."""
    return load_messages(HERE / MESSAGES)


def load_messages(path: Path) -> tuple[Message, ...]:
    """The messages of a file. Raises MessagesError."""
    found = []
    for family, entries in read_yaml(path).items():
        if family not in FAMILIES:
            raise MessagesError(path.name, str(family), "is no family of messages")
        for place, entry in enumerate(entries or (), 1):
            try:
                found.append(_message(cast(Family, family), entry))
            except (KeyError, TypeError, AttributeError) as error:
                name = entry.get("id") if isinstance(entry, dict) else None
                where = str(name or f"{family} number {place}")
                raise MessagesError(path.name, where, f"cannot be read ({error!r})") from error
    return tuple(found)


def load_sources(path: Path) -> dict[str, Source]:
    """The sources of a file by id. Raises MessagesError."""
    try:
        return {
            name: Source(
                name,
                str(entry["title"]),
                entry["year"],
                entry.get("doi"),
                entry.get("url"),
                str(entry["shows"]),
            )
            for name, entry in read_yaml(path).items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise MessagesError(path.name, "", f"cannot be read ({error!r})") from error


def read_yaml(path: Path) -> dict[str, Any]:
    """A file whose top level is a mapping. Raises MessagesError."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError) as error:
        raise MessagesError(path.name, "", f"cannot be read ({error})") from error
    except yaml.YAMLError as error:
        raise MessagesError(path.name, "", f"is not valid YAML ({error})") from error
    if not isinstance(content, dict):
        raise MessagesError(path.name, "", "must be a mapping")
    return content


def _message(family: Family, entry: Mapping[str, Any]) -> Message:
    when = entry.get("when", {})
    unknown = (entry.keys() - _FIELDS) | (when.keys() - {"all", "none"})
    if unknown:
        raise TypeError(f"unknown: {', '.join(sorted(unknown))}")
    return Message(
        id=str(entry["id"]),
        family=family,
        text=str(entry["text"]),
        buttons=tuple(entry["buttons"]),
        ask=bool(entry.get("ask", False)),
        all_of=frozenset(when.get("all", ())),
        none_of=frozenset(when.get("none", ())),
        topic=entry.get("topic"),
        sources=tuple(entry["source"]),
        reviewed_by=str(entry["reviewed_by"]),
    )
