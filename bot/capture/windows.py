"""When she would like to be written to: "between 10 and 12", "9am and 8pm", "mornings"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.capture.onboarding import parse_time_of_day
from policies.motivation.moment import Window

NOON, DAY = 12 * 60, 24 * 60
EARLY = 7 * 60  # bare hours before this are meant after noon in a span: "between 2 and 4"
PARTS = {
    "morning": Window(8 * 60, 11 * 60),
    "lunch": Window(12 * 60, 14 * 60),
    "afternoon": Window(14 * 60, 17 * 60),
    "evening": Window(18 * 60, 21 * 60),
}

_NUMBER = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_TIME = (
    rf"(?:noon|midday|midnight|half (?:past )?{_NUMBER}|quarter (?:to|past) {_NUMBER}"
    rf"|(?:[01]?\d|2[0-4])[:.h][0-5]\d|(?:1[3-9]|2[0-4]|{_NUMBER}))"
    r"(?: ?(?:[ap]\.?m\b\.?|o'?clock))?(?![\w:])"
)
_PART = r"(?: (?:in the |at )?(?P<part>morning|afternoon|evening|night)s?\b)?"
_SPAN = re.compile(
    rf"(?:\b(?P<lead>between|from)\s+(?:about |around )?)?"
    rf"(?<![\w.:-])(?P<start>{_TIME})\s*(?P<link>-|\bto\b|\btill?\b|\buntil\b|\band\b)\s*"
    rf"(?:(?:about|around|maybe|say) )?(?P<end>{_TIME}){_PART}",
    re.IGNORECASE,
)
_MINUTES_TO = re.compile(r"5|10|20|25|five|ten|twenty", re.IGNORECASE)
_MOVES = re.compile(r"\b(?:change|move|switch|push|shift|bring)\b", re.IGNORECASE)
# a feed is no time, nor is what is turned down
_NO_TIME = re.compile(
    r"\b(?:noon|midday|midnight|lunch(?:time)?|morning|evening) (?:feed|nap|sleep|bottle)s?\b"
    r"|\b(?:instead of|rather than|not at|not)\s+(?:at )?" + _TIME,
    re.IGNORECASE,
)
_TURNED_DOWN = re.compile(
    r"\b(?:no|not|nothing|never|don'?t|do not|stop)\b.*\b(?:before|after|in the|at|so)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:\band\b|&|\+|\bplus\b|\bthen\b|\balso\b|;|\n)\s*", re.IGNORECASE)
_CLOCK = re.compile(rf"(?<![\w.:-]){_TIME}", re.IGNORECASE)
_BARE = re.compile(
    rf"^\W*(?:(?:again|once|one|maybe|at|around|about|by|by about) )*{_TIME}(?:ish)?"
    r"(?:\W*(?:too|please|again|ish|o'?clock|at night|in the \w+|tonight|as well|every day))*\W*$"
    rf"|\b(?:at|around|about|by) {_TIME}|{_TIME}(?<=m)|\d[:.h]\d\d",
    re.IGNORECASE,
)
_PART_WORD = re.compile(r"\b(morning|lunch|afternoon|evening)(?:s|time|times)?\b", re.IGNORECASE)
_KNOWN = re.compile(r"[ap]\.?m|noon|midday|midnight", re.IGNORECASE)


def parse_windows(text: str) -> tuple[Window, ...]:
    """The times and spans that she names, in the order of the day; none when she names none.

    What overlaps is one. There may be more than anybody needs (moment.MOST_WINDOWS).
    """
    words = text[:2000].replace("\N{EN DASH}", "-").replace("\N{EM DASH}", "-")
    if _TURNED_DOWN.search(words):  # "no messages before 9": one time is all it says
        single = parse_time_of_day(words)
        return () if single is None else (_at(single.hour * 60 + single.minute),)
    words = _NO_TIME.sub(lambda found: " " * len(found[0]), words)
    spans, rest = [], words
    for found in _SPAN.finditer(words):
        span = _span(found, words)
        if span is not None:
            spans.append(span)
            rest = rest.replace(found[0], " and ", 1)
    return joined([*spans, *_times(rest, after_a_span=bool(spans))])


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """In the order of the day, what overlaps as one."""
    apart: list[Window] = []
    for window in sorted(windows):
        if apart and window.start <= apart[-1].end:
            apart[-1] = Window(apart[-1].start, max(window.end, apart[-1].end))
        else:
            apart.append(window)
    return tuple(apart)


def in_words(windows: tuple[str, ...]) -> str:
    """ "around 10:30", "between 10:00 and 12:00 and around 20:00"."""
    said = []
    for window in windows:
        start, _, end = window.partition("-")
        said.append(f"between {start} and {end}" if end else f"around {start}")
    return ", ".join(said[:-1]) + (" and " if said[1:] else "") + "".join(said[-1:])


def _span(found: re.Match[str], text: str) -> Window | None:
    """A span, or the later time of two when she moves it "from 9 to 10"."""
    link, lead = found["link"].lower(), (found["lead"] or "").lower()
    if link == "and" and lead != "between":
        return None
    if link == "to" and not lead and _MINUTES_TO.fullmatch(found["start"]):
        return None  # "ten to nine"
    part = found["part"] or next((w[0] for w in _PART_WORD.finditer(text)), "")
    start, end = _minute(found["start"]), _minute(found["end"])
    if start is None or end is None:
        return None
    known_start, known_end = _known(found["start"]), _known(found["end"])
    late = part.lower().startswith(("afternoon", "evening", "lunch"))
    late = late or (part.lower().startswith("night") and start > 5 * 60)
    if not known_start and not known_end and (late or (not part and start < EARLY)):
        start, end = _later(start), _later(end)
    elif known_end and not known_start and _later(start) < end:
        start = _later(start)
    if end <= start:
        end = _later(end)
    if end == 0 or end <= start:
        end = DAY - 1
    if lead == "from" and _MOVES.search(text):
        return _at(min(end, DAY - 1))
    return Window(start, min(end, DAY - 1))


def _times(text: str, *, after_a_span: bool) -> Iterator[Window]:
    """The times, and the parts of the day without one, between the words that join them."""
    before = -1
    for number, segment in enumerate(_segments(text)):
        first = number == 0 and not after_a_span
        time = parse_time_of_day(segment) if first or _BARE.search(segment) else None
        if time is not None:
            minute = time.hour * 60 + time.minute
            if minute <= before and minute < NOON and not _known(segment):
                minute = _later(minute)  # "at 9 and 1"
            before = minute
            yield _at(minute)
            continue
        for part in _PART_WORD.finditer(segment):
            yield PARTS[part[1].lower()]


def _segments(text: str) -> Iterator[str]:
    for segment in _AND.split(text):
        parts = segment.split(",")
        if sum(bool(_CLOCK.search(part)) for part in parts) > 1:
            yield from parts
        else:  # "evenings, 7" is one
            yield segment


def _minute(said: str) -> int | None:
    time = parse_time_of_day(said)
    return None if time is None else time.hour * 60 + time.minute


def _known(said: str) -> bool:
    """Whether it is clear which half of the day is meant."""
    minute = _minute(said)
    return bool(_KNOWN.search(said)) or minute is None or minute > NOON + 59


def _later(minute: int) -> int:
    return minute + NOON if minute < NOON else minute


def _at(minute: int) -> Window:
    return Window(minute, minute)
