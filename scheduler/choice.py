"""The choice whether to write, at a decision point at which she may be written to.

A chooser decides once: what it says is written down before anything is rendered. A process that
dies before that asks again, so a chooser that draws a number derives it from the check-in's id.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, Protocol

from records.events import CheckinDecided
from records.store import Checkin, Participant
from scheduler.decide import Facts, Reason
from scheduler.slots import is_weekly


@dataclass(frozen=True)
class Nudge:
    """What is said when she is written to.

    `week` is the weekly note, which the bot writes itself. `message`: a finished text with buttons,
    by its id among the reviewed messages; `ask`: the questions of the check-in follow it.
    """

    kind: Literal["message", "week"] = "message"
    message: str | None = None
    text: str = ""
    buttons: tuple[str, ...] = ()
    ask: bool = False

    def to_json(self) -> str:
        return json.dumps({"kind": "week"} if self.kind == "week" else asdict(self))


@dataclass(frozen=True)
class Choice:
    """What is written down (`send` or `silent`), and what is said; None: the plain check-in."""

    decided: CheckinDecided
    nudge: Nudge | None = None


class Chooser(Protocol):
    def choose(self, checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Choice:
        """The choice at this point; the same for the same record and time.

        `checkin.reason` says why it is at this moment, in words to her.
        """


class FixedSchedule:
    """Writes at every point: the check-in, and on her Sunday the weekly note."""

    def choose(self, checkin: Checkin, her: Participant, facts: Facts, now: datetime) -> Choice:
        decided = CheckinDecided(
            checkin.id,
            checkin.due_at.isoformat(),
            "send",
            Reason.CLEAR.value,
            arm="fixed",
            probability=1.0,
            why=() if checkin.reason is None else (checkin.reason,),
        )
        return Choice(decided, Nudge("week") if is_weekly(checkin) else None)
