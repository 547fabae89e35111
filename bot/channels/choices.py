"""Buttons where a channel has none: the words themselves below the text.

They are not numbered. A number is an answer here, most often a pain score, so "2" must never come
to mean the second choice. Writing a button's words means the same as pressing it.
"""

from __future__ import annotations


def spelled(text: str, buttons: tuple[str, ...], longest: int) -> str:
    """The text with its choices, or as it is when there is no room for them."""
    if not buttons:
        return text
    # plain hyphens: a character outside GSM 03.38 would more than halve what fits into a segment
    offered = "\n".join([text, "", "You can answer:", *(f"- {title}" for title in buttons)])
    return offered if len(offered) <= longest else text
