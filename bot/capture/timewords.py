"""When, and who: NOW, TODAY, NIGHT (the last one), EARLIER, PAST, FUTURE; "other half" a partner.

NEUTRAL is a time that only compares ("better than yesterday").
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.nodes import Node, apply, named

_DAY = lexicon.any_of(lexicon.WEEKDAYS)

_PEOPLE_PHRASES = [
    (
        "me",
        r"(?:a|being a|as a) (?:new |single |busy |first time |tired )?(?:mum|mom|mother|mam|mummy)"
        r"(?= (?:of|to) (?:NUM|twins|an?|one) )(?: (?:of|to) NUM)?",
    ),
    ("partner", r"(?:his|hers|theirs)(?= (?:is|was|s) )"),
    (
        "partner",
        r"(?:my |the )?(?:other|better) half|mother in law|father in law|in laws|"
        r"(?:my )?old man|(?:my )?fella|(?:my )?bloke",
    ),
    (
        "baby",
        r"(?:my |our |the )?(?:little|wee|tiny) (?:one|man|lady|girl|boy|lad|fella|monkey|"
        r"madam|guy)",
    ),
]
_TIME = [
    ("NEUTRAL", r"(?:in|over|for|during) (?:the )?(?:last|past) (?:day|NUM (?:h|hrs?|hours))"),
    ("NEUTRAL", r"since (?:\S+ ){0,8}ago|since yesterday(?! (?:i|it|my) )"),
    (
        "NEUTRAL",
        rf"(?:since|than|compared to|compared with|like|same as|from|"
        rf"unlike) (?:on )?(?:yesterdays?|last (?:week|month|night|time)|the other day|"
        rf"(?:{_DAY})|normal|usual|before)(?: (?:night|morning|evening))?(?! (?:NUM|SCORE|was|"
        rf"it|my|it|i) )",
    ),
    (
        "PAST",
        r"(?:the )?night before(?: last)?|(?:the )?(?:day|week) before(?: (?:yesterday|last))?",
    ),
    (
        "PAST",
        rf"yesterdays?(?: (?:morning|evening|night|afternoon|am|pm))?|the other (?:day|night)|"
        rf"last (?:week|month|year|time|summer|winter|spring|(?:{_DAY}))s?(?: (?:night|"
        rf"morning))?|(?:on |back on )?(?:{_DAY})s?(?: (?:night|morning|evening|afternoon))?",
    ),
    (
        "PAST",
        r"(?:X|DUR|NUM|few days|few weeks|a week|a month|a fortnight|a while|ages|long time|"
        r"week|month|days|weeks|months|years) ago|(?:NUM|FEW) (?:days?|weeks?|wks?|months?|mths?|"
        r"years?|yrs?|nights?) ago",
    ),
    (
        "PAST",
        r"before (?:kids|children|motherhood|having)|"
        r"(?:before|pre|during|in|since before) (?:the |my )?(?:birth|pregnancy|pregnant|"
        r"labour|labor|hospital|giving birth|baby came|c section|section|baby(?! (?:woke|wakes|"
        r"wake|was|got|gets|started|kicked|fell|went|needed|cried|had|is) ))|while pregnant|"
        r"(?:when )?i was (?:NUM weeks? )?pregnant",
    ),
    (
        "PAST",
        r"(?:after|with|following) my (?:first|last|second|third|previous|eldest|older|oldest)|"
        r"used to(?: be)?|previously|back then|in the past|at the start|at first|originally|"
        r"initially|usually|normally|typically|generally|on average|my average|"
        r"averages?(?! (?:NUM|is|of|about|around|a) )|"
        r"averaged|most (?:days|nights|"
        r"mornings|weeks)|my usual|pre pregnancy|in the early days|with my (?:first|last|"
        r"eldest|other|oldest)|(?:first|last) pregnancy|always used|earlier (?:in the|"
        r"this) week",
    ),
    (
        "EARLIER",
        r"earlier(?: today| on)?|first thing|before (?:the|my|taking|i|that|paracetamol|"
        r"ibuprofen|lunch|then)",
    ),
    (
        "FUTURE",
        r"tomorrow(?: (?:morning|night|evening))?|next (?:week|month|time|year)|in the future",
    ),
    (
        "NOW",
        r"(?:right |just |by |as of |until |up to )?now|currently|at the (?:moment|mo|min|"
        r"minute)(?! NUM )|the now|atm|rn|"
        r"at present|presently|at this moment|this moment|current|present",
    ),
    (
        "TODAY",
        r"this (?:afternoon|evening)|tonight|(?:so far |until |up to )?todays?|"
        r"after(?:wards)?(?! the (?:section|birth|op|operation|surgery|labour|labor|epidural|c) )"
        r"(?= (?:[.,!?;¶)…]|the|it|that|taking|paracetamol|ibuprofen|my|a|i) |"
        r" $)",
    ),
    ("NIGHT", r"(?:on|upon|after|since) waking(?: up)?(?! (?:NUM|once|twice) )"),
    ("NIGHT", r"this (?:morning|am)|last night|overnight|in the night|during the night"),
]

_RULES = named(_PEOPLE_PHRASES + _TIME)


def mark(nodes: Sequence[Node]) -> list[Node]:
    return apply(nodes, _RULES)
