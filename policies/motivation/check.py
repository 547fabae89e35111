"""The linter of the messages: ``python -m policies.motivation.check`` lists what is wrong."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from rapidfuzz.fuzz import ratio

from policies.motivation.messages import (
    FACTS,
    FAMILIES,
    HERE,
    MESSAGES,
    NEEDS,
    SOURCES,
    Message,
    MessagesError,
    Source,
    load_messages,
    load_sources,
    read_yaml,
)

WORDING = "wording.yml"
LONGEST = 220  # characters: what a phone shows without opening the message
FIRST_WORDS = 5
READING_GRADE = 7.5
"""Highest automated readability index, as of the articles: about age 11 to 12."""
ALIKE = 90
"""From this similarity (rapidfuzz ratio, 0 to 100) on, two messages read as the same."""
SMALLEST = {family: 25 if family == "checkin" else 15 for family in FAMILIES}
FEWEST_OPEN = 3
"""Messages of a family that wait for no fact, so that a family is seldom out of messages."""

BUTTONS = frozenset(
    {
        "Check in",
        "Not now",
        "Show me",
        "Done",
        "Tell me more",
        "Ask a question",
        "Pause for a week",
    }
)
MORE = frozenset({"Show me", "Tell me more"})
NO_CHEER = frozenset({"bad_day", "pain_worse", "loss"})
GAINS = frozenset({"moved_this_week", "moved_twice", "pain_better", "good_day", "goal_step_lately"})
"""Facts that are good news: a message that waits for one cheers, whatever its words."""
GUARDS: Mapping[str, frozenset[str]] = {
    "cheering": NO_CHEER,
    "while_waiting": frozenset({"exercise_waits"}),
    "baby": frozenset({"loss"}),
}
"""Lists of wording.yml, and the facts at which no message with one of their words may be sent."""

Wording = Mapping[str, re.Pattern[str]]


def check(folder: Path = HERE) -> list[str]:
    """Every problem of the messages and sources in a folder, as sentences; [] when none."""
    try:
        found = load_messages(folder / MESSAGES)
        sources = load_sources(folder / SOURCES)
        wording = load_wording(folder / WORDING)
    except MessagesError as error:
        return [str(error)]
    problems = [
        f"{MESSAGES}, {message.id}: {what}"
        for message in found
        for what in (*_shape(message, sources), *_words(message, wording))
    ]
    problems += [f"{MESSAGES}: {what}" for what in _together(found)]
    problems += [f"{SOURCES}: {what}" for what in _sources(found, sources)]
    return problems


def load_wording(path: Path) -> dict[str, re.Pattern[str]]:
    """The lists of words by name, each as one pattern. Raises MessagesError."""
    try:
        return {
            name: re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
            for name, words in read_yaml(path).items()
        }
    except (TypeError, re.error) as error:
        raise MessagesError(path.name, "", f"cannot be read ({error})") from error


def _shape(message: Message, sources: Mapping[str, Source]) -> Iterator[str]:
    for fact in sorted((message.all_of | message.none_of) - FACTS):
        yield f"{fact} is no fact"
    for fact in sorted(message.all_of & message.none_of):
        yield f"asks for {fact} and rules it out"
    for name in sorted(message.placeholders):
        if name not in NEEDS:
            yield f"{{{name}}} is no placeholder"
        elif NEEDS[name] not in message.all_of:
            yield f"{{{name}}} has a value only by {NEEDS[name]}, which is not among 'all'"
    buttons = frozenset(message.buttons)
    for title in sorted(buttons - BUTTONS):
        yield f"{title!r} is no button"
    if not buttons:
        yield "has no button"
    if message.ask != (message.family == "checkin"):
        yield "'ask: true' is for the family checkin, and for all of it"
    if message.ask and "Check in" in buttons:
        yield "asks at once, so 'Check in' leads nowhere"
    if buttons & MORE and not message.topic and "topic" not in message.placeholders:
        yield "offers to show more, so it needs a topic"
    if message.family == "tiny_exercise" and not message.topic:
        yield "needs the topic that its exercise comes from"
    for name in message.sources:
        if name not in sources:
            yield f"source {name} is not in {SOURCES}"
    if not message.sources:
        yield "has no source"
    if not message.reviewed_by:
        yield "'reviewed_by' is empty"


def _words(message: Message, wording: Wording) -> Iterator[str]:
    text = message.text
    if len(text) > LONGEST:
        yield f"has {len(text)} characters, at most {LONGEST}"
    if text.count("!") > 1:
        yield "has more than one exclamation mark"
    grade = reading_grade(text)
    if grade > READING_GRADE:
        yield f"reads at grade {grade:.1f}, above {READING_GRADE}"
    for found in wording["forbidden"].finditer(text):
        yield f"says {found[0]!r}"
    first = " ".join(text.split()[:FIRST_WORDS])
    for found in wording["private"].finditer(first):
        yield f"says {found[0]!r} among its first {FIRST_WORDS} words, which a lock screen may show"
    for name, guards in GUARDS.items():
        word = wording[name].search(text)
        missing = ", ".join(sorted(guards - message.none_of))
        if word and missing:
            yield f"says {word[0]!r} ({name}), so 'none' needs {missing}"
    gains = ", ".join(sorted(message.all_of & GAINS))
    missing = ", ".join(sorted(NO_CHEER - message.none_of))
    if gains and missing:
        yield f"is for {gains}, so 'none' needs {missing}"
    if message.family == "tiny_exercise" and "exercise_waits" not in message.none_of:
        yield "is an exercise, so 'none' needs exercise_waits"


def _together(found: Sequence[Message]) -> Iterator[str]:
    ids = Counter(message.id for message in found)
    for name in (name for name, count in ids.items() if count > 1):
        yield f"{name} is there twice"
    for family in FAMILIES:
        mine = [message for message in found if message.family == family]
        if len(mine) < SMALLEST[family]:
            yield f"{family} has {len(mine)} messages, at least {SMALLEST[family]}"
        if sum(not message.all_of for message in mine) < FEWEST_OPEN:
            yield f"{family} has fewer than {FEWEST_OPEN} messages that wait for no fact"
    for one, other in combinations(found, 2):
        alike = ratio(one.text.casefold(), other.text.casefold(), score_cutoff=ALIKE)
        if alike:
            yield f"{one.id} and {other.id} read the same ({alike:.0f} of 100)"


def _sources(found: Sequence[Message], sources: Mapping[str, Source]) -> Iterator[str]:
    used = {name for message in found for name in message.sources}
    for source in sources.values():
        if source.id not in used:
            yield f"{source.id} is used by no message"
        if not source.doi and not source.url:
            yield f"{source.id} has neither a doi nor a url"
        if source.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", source.doi):
            yield f"{source.id}: {source.doi} is no DOI"


def reading_grade(text: str) -> float:
    """The automated readability index, a US school grade; 6 is about age 11."""
    import textstat

    return float(textstat.automated_readability_index(text))


if __name__ == "__main__":
    problems = check()
    print("\n".join(problems) or "The messages are in order.")
    sys.exit(bool(problems))
