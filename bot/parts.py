"""A text longer than a channel takes at once, cut where a reader would pause."""

from __future__ import annotations

PAUSES = ("\n\n", "\n", ". ", " ")  # the best place first


def parts(text: str, longest: int) -> list[str]:
    """The text in pieces of at most so many UTF-16 units; an empty one stays a single piece.

    Telegram counts in these (https://core.telegram.org/api/entities#entity-length); nobody counts
    more of them than there are.
    """
    pieces: list[str] = []
    rest = text
    while (room := _room(rest, longest)) < len(rest):
        cut = _pause(rest, room)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest or not pieces else pieces


def _room(text: str, longest: int) -> int:
    """How many characters of the text fit."""
    if len(text) * 2 <= longest:
        return len(text)
    units = 0
    for count, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > longest:
            return count
    return len(text)


def _pause(text: str, room: int) -> int:
    """Where to cut: after the last pause of the best kind that leaves the piece at least half full.

    Without any it is cut in the middle of a word.
    """
    for pause in PAUSES:
        found = text.rfind(pause, room // 2, room)
        if found > 0:
            return found + len(pause.rstrip(" "))
    return room
