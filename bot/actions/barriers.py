"""What kept her from exercising is noted as she says it; nothing is asked about it."""

from __future__ import annotations

from bot.actions.turn import Turn
from bot.capture.barrier import Found, read_barriers
from records.events import BarrierReported

NOT_DONE = ("no", "partly")


def hear(turn: Turn) -> None:
    """Record the barriers in a message that tells of a difficulty, or of exercise left out.

    A difficulty that names none of the known ones is kept as another one.
    """
    difficulty = turn.intent == "report_difficulty"
    found = read_barriers(turn.text)
    if not found and difficulty and turn.sure:
        found = (Found("other", 0, len(turn.text)),)
    if not found or not (difficulty or _left_out(turn)):
        return
    for one in found:
        if one.barrier == "baby" and turn.baby_died:
            continue
        start, end = turn.in_record(one.start, one.end)
        day = turn.today.isoformat()
        body = BarrierReported(one.barrier, day, turn.message_id or "", start, end)
        turn.record(body, f"barrier:{one.barrier}")


def _left_out(turn: Turn) -> bool:
    """Whether this message says that she did not exercise, or not all of it."""
    values = turn.store.values(turn.participant, since=turn.today)
    return any(v.message_id == turn.message_id and v.word in NOT_DONE for v in values)
