"""Short messages that steer the conversation itself: go back, say that again, tell me more.

They name no topic, so examples teach an intent classifier little; the whole message must match.
"""

from __future__ import annotations

import re
from typing import Literal

Command = Literal["back", "restart", "repeat", "more", "go_on", "leave"]

_BEFORE = (
    r"(?:(?:ok|okay|oh|oops|sorry|wait|actually|hang on|um|erm?|please|pls|"
    r"(?:can|could) (?:you|we|i)|i (?:want|need|would like) to|id like to|lets|let me|"
    r"yes|yeah|and|so) )*"
)
_AFTER = r"(?: (?:please|pls|thanks|thank you|ta|x+|again|for me|if you can|one more time))*"
_QUESTION = r"(?: (?:one|step|question|answer|bit|screen))?"
_WORDS: dict[Command, str] = {
    "back": (
        rf"(?:go |take me |went |step |skip |jump )?back(?: (?:a|one|to (?:the|my)"
        rf"(?: (?:last|previous|one before|question before))?))?{_QUESTION}|"
        r"(?:the )?(?:previous|last|one before|question before)(?: (?:one|question))?|"
        r"(?:change|redo|fix|edit|undo) (?:my|the|that) (?:last|previous)(?: (?:one|answer))?|undo|"
        r"(?:scrap|ignore|forget|strike|delete|undo) (?:that|it|what i (?:just )?said)(?: one)?|"
        r"that(?:s| was| is) (?:wrong|not right|a mistake)|wrong|oops|whoops|typo"
    ),
    "restart": (
        r"(?:start|begin) (?:over|again|from the (?:beginning|start|top))|restart|reset|"
        r"from the (?:beginning|start|top)|"
        r"(?:go )?back to the (?:beginning|start|first (?:one|question))"
    ),
    "repeat": (
        r"repeat(?: (?:that|it|the question|the last (?:one|question|bit)))?|"
        r"(?:say|ask)(?: me)? (?:that|it|the question)|come again|pardon(?: me)?|"
        r"(?:sorry )?what (?:was|is|were|did) (?:that|it|the question|you (?:say|ask|asking|"
        r"saying))(?: (?:me|now))?|what question|i (?:missed|forgot|didnt (?:get|catch|see|hear)) "
        r"(?:that|it|the question|what you (?:said|asked))"
    ),
    "more": (
        r"(?:(?:tell|give|show) (?:me|us) |read |see |know |hear |learn )?(?:a (?:bit|little) )?"
        r"more(?: (?:info|information|detail|details|on (?:that|this|it)|about (?:that|this|it)))?|"
        r"any more|(?:anything|something|what) else(?: (?:on|about) (?:that|this|it))?|"
        r"(?:is there|do you have|got|have you got) (?:any )?more(?: (?:info|on that|to it))?"
    ),
    "go_on": (r"go on|keep going|carry on|continue|and then|then what|expand|elaborate"),
    "leave": (
        r"(?:not (?:now|right now|at the moment|today|tonight)|maybe later|later|another time|"
        r"some other time|(?:ask|remind|message) me later|ask later|"
        r"(?:ive )?had enough|enough of this|do (?:this|it) (?:later|another time)|"
        r"come back (?:later|tomorrow|to this later)|"
        r"im (?:busy|too busy|too tired)(?: (?:now|right now|for this))?|quit|exit|cancel|"
        r"(?:stop|leave|end|cancel|quit|exit) (?:this|the)? ?(?:check ?in|questions|form|survey)|"
        r"(?:no|enough) (?:more )?questions(?: now)?|enough(?: for (?:now|today))?)"
    ),
}
_PATTERNS = {name: re.compile(f"{_BEFORE}(?:{words}){_AFTER}") for name, words in _WORDS.items()}
LONGEST = 80  # characters; a longer message has something else to say


def read_command(text: str) -> Command | None:
    """The command that the whole message is, or None. Capitals and punctuation don't matter."""
    if len(text) > LONGEST:
        return None
    plain = re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower())
    plain = " ".join(re.findall(r"[a-z0-9]+", plain))
    return next((name for name, found in _PATTERNS.items() if found.fullmatch(plain)), None)
