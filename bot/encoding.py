"""The one encoder of this process, shared by understanding and knowledge search.

Rasa builds the graph component that needs it and can hand it nothing of ours.
"""

from __future__ import annotations

from knowledge.encoder import Encoder

_installed: list[Encoder] = []


def install(encoder: Encoder) -> None:
    """Make this the encoder of the process, in place of any other."""
    _installed[:] = [encoder]


def current() -> Encoder:
    """The encoder of the process. Raises RuntimeError when none is installed."""
    if not _installed:
        raise RuntimeError("no encoder is installed: start or train with the `backstay` command")
    return _installed[0]
