"""What she says of a goal: the goal itself, when she will try a first step, letting it go."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 120  # characters of a goal; it is said back to her
FEWEST_LETTERS = 3
_READ = 1000  # characters: keeps the reading of a very long message quick

_PLAIN = str.maketrans({
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{EN DASH}": "-",
})  # fmt: skip
_NOUN = r"(?:goal|aim|target|dream|wish)s?"
_MY = r"(?:(?:my|the|an?|another|new|our|this|small|little|main|big|next|only|first|one|it) )*"
_SET = r"(?:(?:set|make|put down|add|write down|change|update|switch|have)(?: (?:it|me|up))* )?"
_FOR_NOW = r"(?: (?:for (?:this|next|the) \w+|for (?:now|today)|this (?:week|month)|today|now))?"
_IS = r"(?:\s*[:=-]\s*|(?:,? (?:is|are|was|would be|will be|be|to|as|of|for))+ |\s+|[,.]\s*)"
_WISHES = (
    "want(?:ed)?|wanna|like|love|wish|hope|hoping|aim|aiming|need|long|dream|dreaming|working|"
    "trying"
)
_HOW = r"(?:'?[dm]|'?ve| would| am| have)?(?: (?:would|really|just|still|so|also|always|been))*"
_TO = r"(?: (?:to|for|of|towards?|on|at))*"
_LEAD = re.compile(
    rf"(?:\b(?:what|all|the thing) i{_HOW} (?:want|love|like|need)(?: (?:most|now))? is(?: to)? |"
    r"\bit(?:'?d| would) be (?:so )?\w+ to |"
    rf"\bi{_HOW} (?:{_WISHES}){_TO}(?: |$)|"
    rf"\b(?:wanna|want to|would (?:like|love) to|(?:aim|aiming|hope|hoping) (?:to|for)|"
    r"work(?:ing)? towards?) |"
    rf"\b{_SET}{_MY}{_NOUN}{_FOR_NOW}{_IS}|^\W*(?:put down |being able to ))"
    r"(?:i (?:could|can) )?(?:to )?(?:(?:be|being) able to )?",
    re.IGNORECASE,
)
"""What stands before a goal that is called one."""
_TRAIL = re.compile(
    r"[\s,;-]+(?:(?:and )?(?:as|that'?s|that is|that'?d be|that would be|is|would be|can that be|"
    r"make (?:that|it)|let that be) )(?:my|the|a|what i\b.*?) ?"
    rf"(?:{_NOUN}|for|after|towards?|want)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
"""What stands after it: "..., that's my goal"."""
_FILLER = re.compile(
    r"(?:[\s,:;\"'-]|(?:please|pls|well|maybe|um|erm|just|hi|hello|so|yes|ok|okay)\b)*",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"[\s,;:\"'-]+$")
_TURN = re.compile(r",|\s(?:and|but|then|so|when|because)\s", re.IGNORECASE)
_END = re.compile(r"[.!?](?=\s|$)|\n")
_NO_GOAL = frozenset(
    "can could may we i id im ive like to want please pls kindly set setting make add pick "
    "choose change changing update edit have has new another a an my the this that goal goals "
    "target aim help me mind in work with lets let us something easier smaller different give "
    "need start create think about of up for one now today week month met reached done it is "
    "and be do yes ok hm hmm hmmm um umm er erm oh ah well right thanks thank you hello hi "
    "why what how".split()
)
"""A message of nothing but these speaks of a goal and names none."""
_NOTHING = re.compile(
    r"^\W*(?:i )?(?:do ?n[o']?t|dunno|no idea|not sure|nothing|none|no|nope|never ?mind|skip|idk|"
    r"forget it|not (?:now|yet)|leave it|later|maybe later|can'?t think)\b",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\W*(?:(?:ok|hi|please|just|(?:can|could) (?:you|we|i)|i(?:'?d like| want) to|let'?s) )*"
    r"(?:drop|delete|remove|cancel|scrap|forget(?: about)?|clear|give up(?: on)?|let go of|"
    rf"get rid of|stop|lose|bin|erase|end) (?:(?:my|the|this|that) )?(?:\w+ )?{_NOUN}\b\W*"
    r"(?:please|pls|now|thanks|thank you|for now|altogether|\W)*|"
    rf"\W*i (?:do ?n[o']?t|no longer) want (?:(?:an?|my|the|this|that|any) )?{_NOUN}"
    rf"(?: any ?more| now)?\W*|\W*no (?:more )?{_NOUN}(?: please| now| any ?more)?\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what(?:'?s| is| was| are)|show(?: me)?|see|do i have(?: an?)?|which is|"
    rf"(?:tell|remind) me(?: of)?) (?:\w+ )?{_NOUN}\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\W*(?:what|how|why|where|which|who|can|could|do|does|is|are|should|will|would)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:after|before|when|whenever|while|during|once|between|straight|at|around|by|every|each|"
    r"first thing|in the|on (?:the|my)|mornings?|afternoons?|evenings?|night|noon|midday|lunch\w*|"
    r"breakfast|dinner|tea ?time|bed ?time|nap\w*|weekends?|tomorrow|tonight|daily|as soon as|"
    r"\w+days?)\b",
    re.IGNORECASE,
)
_OF_MESSAGES = re.compile(r"\b(?:remind|messag|notif|ping me|write to me|check ?in)", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """A span of her message."""

    text: str
    start: int
    end: int


def read_goal(text: str) -> Words | None:
    """The goal in a message that says it is one: what follows "my goal is to", "I want to"."""
    plain = text[:_READ].translate(_PLAIN)
    for lead in _LEAD.finditer(plain):
        found = _words(text, plain, lead.end(), len(plain))
        if found is not None:
            return found
    trail = _TRAIL.search(plain)
    return _words(text, plain, 0, trail.start()) if trail else None


def whole(text: str) -> Words | None:
    """The first sentence of a message that answers what her goal is, or when she will try.

    None for a question, and for a message that would rather name none.
    """
    plain = text[:_READ].translate(_PLAIN)
    asks = plain.rstrip().endswith("?") or _QUESTION.match(plain)
    return None if asks or _NOTHING.match(plain) else _words(text, plain, 0, len(plain))


def drops_goal(text: str) -> bool:
    """Whether the whole message lets the goal go."""
    return len(text) <= LONGEST and _DROP.fullmatch(text.translate(_PLAIN).strip()) is not None


def asks_goal(text: str) -> bool:
    """Whether she asks what her goal is."""
    return len(text) <= LONGEST and _ASKS.search(text.translate(_PLAIN)) is not None


def read_plan(text: str) -> Words | None:
    """When she will try, in answer to that question: "after breakfast, when he naps"."""
    if "?" in text or _OF_MESSAGES.search(text):
        return None
    found = whole(text)
    return found if found and _WHEN.search(found.text) else None


def _kept(said: str) -> int:
    """How much of a long sentence is kept: up to the last turn in it, else to the last word."""
    turns = [turn.start() for turn in _TURN.finditer(said)]
    return turns[-1] if turns else max(said.rfind(" "), len(said) // 2)


def _words(text: str, plain: str, start: int, end: int) -> Words | None:
    """Her words from `start` to the end of the sentence; None when no goal is named in them."""
    filler = _FILLER.match(plain, start, end)
    start = filler.end() if filler else start
    again = _LEAD.match(plain, start, end)
    if again and again.end() > start:
        return _words(text, plain, again.end(), end)
    stop = _END.search(plain, start, end)
    end = stop.start() if stop else end
    trail = _TRAIL.search(plain, start, end)
    end = trail.start() if trail else end
    if end - start > LONGEST:
        end = start + _kept(plain[start : start + LONGEST])
    said = _LEFT_OVER.sub("", plain[start:end])
    words = re.findall(r"[a-z]+", said.lower().replace("'", ""))
    enough = sum(c.isalpha() for c in said) >= FEWEST_LETTERS or any(c.isdigit() for c in said)
    if not enough or (words and set(words) <= _NO_GOAL):
        return None
    return Words(text[start : start + len(said)], start, start + len(said))
