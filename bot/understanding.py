"""Understanding for the actions: the intent of a part of a message.

Rasa names one intent for a whole message. When she answers a question and asks one in the same
breath, the action that heard the answer asks here what the rest means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasa.core.agent import Agent

_installed: list[Agent] = []


def install(agent: Agent) -> None:
    """Make this the agent of the process, in place of any other."""
    _installed[:] = [agent]


async def intent_of(text: str) -> tuple[str, float]:
    """Name and confidence of the intent of `text`. Raises IndexError when no agent is installed."""
    parsed = await _installed[0].parse_message(text.lstrip("/ "))
    return str(parsed["intent"]["name"]), float(parsed["intent"]["confidence"])
