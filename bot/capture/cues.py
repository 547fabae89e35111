"""Phrases that say what a number is about, and phrases that are values of themselves ("no pain").

Kinds: PAIN, WORST (her worst pain), WORSTISH (worst if that was asked), LEAST, MOOD, FEEL (mood
unless something else was asked), SLEEP, WAKE, SCALE (something else out of ten), and with their
own value NOPAIN, NOSLEEP, NOWAKE. In time: NOW, PAST, EARLIER.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.nodes import Node, label, over, rewrite, rule


def _any(terms: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, terms)))


_Q = "(?:NUM|RNG|SCORE|DUR|COUNT|SPAN)"
_PAINS = _any(lexicon.PAIN)
_PEOPLE = _any(lexicon.PERSONS)
_DAY = _any(lexicon.WEEKDAYS)
_BACK = "(?:(?:lower|upper|mid|low) )?back"
_NO = r"(?:no|without|without any|nil|not in any|not any|isnt any|dont have any|havent got any|havent any|have no|not feeling any|cant feel any|dont feel any|not had any|not in)"
_END = r"(?= (?:[.,!?;¶)…]|at|today|now|and|but|so|thankfully|yay|NOW|anymore|any|this|all|tonight|which|for|lol|just|or|slept|mood|as|since|because|xx?|with|after|thank|thanks|really) | $)"

_PEOPLE_PHRASES = [
    (
        "partner",
        r"(?:my |the )?(?:other|better) half|mother in law|father in law|in laws|(?:my )?old man|(?:my )?fella|(?:my )?bloke",
    ),
    (
        "baby",
        r"(?:my |our |the )?(?:little|wee|tiny) (?:one|man|lady|girl|boy|lad|fella|monkey|madam|guy)",
    ),
]
_TIME = [
    (
        "NEUTRAL",
        rf"(?:since|than|compared to|compared with|like|same as|from|unlike) (?:on )?(?:yesterdays?|last (?:week|month|night|time)|the other day|(?:{_DAY})|normal|usual|before)(?: (?:night|morning|evening))?(?! (?:NUM|SCORE|was|it|my|it|i) )",
    ),
    (
        "PAST",
        rf"(?:the )?night before(?: last)?|(?:the )?(?:day|week) before(?: (?:yesterday|last))?",
    ),
    (
        "PAST",
        rf"yesterdays?(?: (?:morning|evening|night|afternoon|am|pm))?|the other (?:day|night)|last (?:week|month|year|time|summer|winter|spring|(?:{_DAY}))s?(?: (?:night|morning))?|(?:on |back on )?(?:{_DAY})s?(?: (?:night|morning|evening|afternoon))?",
    ),
    (
        "PAST",
        r"(?:X|DUR|NUM|few days|few weeks|a week|a month|a fortnight|a while|ages|long time|week|month|days|weeks|months|years) ago",
    ),
    (
        "PAST",
        r"(?:before|pre|during|in|since before) (?:the |my )?(?:birth|pregnancy|pregnant|labour|labor|hospital|giving birth|baby came|c section|section|baby)|while pregnant|(?:when )?i was pregnant",
    ),
    (
        "PAST",
        r"used to(?: be)?|previously|back then|in the past|at the start|at first|originally|initially|usually|normally|typically|generally|on average|most (?:days|nights|mornings|weeks)|my usual|pre pregnancy|in the early days|with my (?:first|last|eldest|other|oldest)|(?:first|last) pregnancy|always used|earlier (?:in the|this) week",
    ),
    (
        "EARLIER",
        r"earlier(?: today| on)?|first thing|before (?:the|my|taking|i|that|paracetamol|ibuprofen|lunch|then)",
    ),
    (
        "FUTURE",
        r"tomorrow(?: (?:morning|night|evening))?|next (?:week|month|time|year)|in the future",
    ),
    (
        "NOW",
        r"(?:right |just |by |as of |until |up to )?now|currently|at the moment|atm|rn|at present|presently|at this moment|this moment|current|present",
    ),
    (
        "TODAY",
        r"this (?:afternoon|evening)|tonight|(?:so far |until |up to )?todays?|after(?:wards)?(?= (?:[.,!?;¶)…]|the|it|that|taking|paracetamol|ibuprofen|my|a|i) | $)",
    ),
    ("NIGHT", r"this (?:morning|am)|last night|overnight|in the night|during the night"),
]

_WORDS_ABOUT_PAIN = [
    ("MEDICINE", rf"(?:pain|painful) (?:relief|killers?|meds?|medication|management|clinic|threshold|tablets?|team|gel|patch|free days)|no pain no gain"),
    ("SCALE", rf"(?:{_any(lexicon.OTHER_SCALE)}) (?:{_PAINS})"),
    ("ASUSUAL", r"no more (?:pain|painful|sore|hurt)(?: than)?|no (?:worse|change|difference)"),
    ("NOPAIN", rf"(?<!not )(?<!wasnt )(?<!isnt )(?<!never )(?<!almost )(?<!nearly )(?<!not completely )(?:completely |totally |fully )?(?:(?:{_PAINS}) (?:- )?free|free (?:of|from) (?:any )?(?:{_PAINS}))(?! (?:until|till|except|unless|apart|when|if|yet|days?|life|birth|labour) )"),
    ("NEARLY", rf"(?:not|almost|nearly|isnt|wasnt|never) (?:completely |totally )?(?:{_PAINS}) (?:- )?free"),
    ("NOPAIN", rf"{_NO} (?:(?:actual|real|back|lower|low|upper|spine|physical|single|any|bit|of) ){{0,2}}(?:pain|aches?|soreness|discomfort|backache|niggles?|twinges?|hurting)(?: (?:or|and) (?:pain|aches?|soreness|discomfort|stiffness))?(?: in (?:my|the) {_BACK})?(?! (?:in|relief|killers?|meds?|than|PAST|except|apart|unless|when|if|only|until|till|but (?:\S+ ){0,4}(?:NUM|SCORE|RNG)|yesterday|down|medication|when|score|scale|while|with) )"),
    ("NOPAIN", rf"(?:nothing (?:is |really )?(?:hurts?|hurting)|(?:doesnt|dont|not|isnt|didnt|aint) (?:really )?(?:hurt|hurting|sore|painful|ache|aching|in pain)(?: (?:at all|anywhere|any more|anymore|one bit)))(?! (?:when|if|unless|while|until|as|like) )"),
    ("NOPAIN", rf"(?:it )?(?:doesnt|isnt|not) (?:hurt|hurting|sore|painful)(?: (?:NOW|TODAY|NIGHT))"),
    ("NOPAIN", rf"(?:pain|ache|aches|soreness) (?:has |is |s |have |have all |has all |was )?(?:all |completely |totally |fully )?(?:gone|disappeared|vanished|nonexistent|non existent)(?! (?:up|down|to|from|back|a|through|into|off|from|but|NUM|worse|on) )"),
    ("NOPAIN", rf"(?:{_PAINS}) (?:(?:NOW|TODAY|NIGHT|:|=|is|was|s|-|[?]|level|score|,) ){{0,3}}(?:none|nothing|zip|nonexistent|absent)"),
    ("WORST", rf"at (?:its|the|it|their|my|it s)? ?(?:very )?worst(?: (?:point|bit|moment|time|it (?:got|was)))?|(?:its|the|my|todays|NOW|pain at|{_PAINS})? ?(?:very )?worst(?! (?:night|nights|sleep|day|week|mood|thing|month|so|nightmare) )(?: (?:{_PAINS}|bit|point|moment|part|level|score|today|NOW|of it|of all|it (?:got|was|has been|has got|s been|s got|ever got|hit|reached)|its (?:been|got)|it has (?:been|got)))?(?: (?:was|is))?"),
    ("none", r"(?:i )?(?:dont have|havent got|havent had|dont feel|dont have got|not|isnt|didnt get|didnt have|didnt sleep) any(?: at all)?(?= (?:[.,!?;¶]|TODAY|NOW|NIGHT|thankfully|right|tbh) | $)"),
    ("WORST", rf"(?:the |my |todays )?(?:peak|max|maximum|highest|top) (?:{_PAINS})(?: (?:level|score|today|TODAY))?"),
    ("WORST", r"(?:peaked|peaks|peak|peaking|spiked|spikes|spiking|spike|hit|hits|hitting|reached|reaches|reaching|topped out|maxed out|topped|(?:the )?highest(?: pain)?(?: it (?:got|was))?|maximum(?: pain)?|max pain|high of)(?: (?:at|of|was|is|to|around|about))?(?= (?:a |an |about |around |nearly |maybe )*(?:NUM|SCORE|RNG) )"),
    ("WORST", r"(?:shot|shoots|shooting|flared|flares|flaring|jumped|went|goes|got|gets|getting) (?:right |way )?up to(?= (?:a |an |about |around |nearly |maybe )*(?:NUM|SCORE|RNG) (?:\S+ ){0,4}(?:when|at times|while|lifting|bending|during)(?: |$))"),
    ("WORSTISH", r"(?:got|gets|getting|went|goes|shot|flared|jumped|climbed|rose|crept)(?: right| as (?:high|bad))?(?: up)? (?:to|as)|up to|as (?:high|bad) as|(?:no|not|never) (?:worse|higher|more|above|over)(?: than)?|at (?:its |the )?(?:most|highest)|tops"),
    ("LEAST", r"(?:at (?:its |the |my )?|its |the |my )?(?:best|lowest|(?<!at )least|mildest|easiest)(?= )(?! (?:of|night|friend|thing|sleep|day|i can) )"),
    ("PAIN", rf"(?:back|hip|hips|pelvic|pelvis|spine|leg|legs|neck|shoulder|sciatic|nerve|coccyx|tailbone|muscle|rib|groin|buttock|knee)? ?(?:{_PAINS})(?: (?:level|levels|score|scores|rating|wise|scale|number|intensity))?"),
    ("PAIN", rf"(?:my|the|lower|upper|mid|low) (?:(?:lower|upper|mid|low|poor|bloody|old|stupid|bad) )?back(?! (?:of|seat|garden|to|in|from|door|room|at work|on track) )"),
    ("PAIN", r"back(?= (?:(?:s|is|was|has been|feels|feeling) )?(?:really |so |still |just |absolutely |very |quite |bit )*(?:killing|sore|bad|awful|hurting|terrible|stiff|agony|playing|aching|achy|rough|horrendous|in agony|horrible) )"),
    ("PAIN", r"back(?= (?:(?:s|is|was|feels|feeling|:|=) )?(?:(?:about|around|maybe|at|a|like|still) ){0,3}(?:SCORE|RNG) )|back(?= (?:s|is|feels|:|=) (?:(?:about|around|maybe|at|a|still|like|probably|NOW) ){0,3}(?:SCORE|NUM|RNG) )|back(?= NUM )|sciatica|pgp|spd|sacrum|coccyx|tailbone"),
]  # fmt: skip

_WORDS_ABOUT_NIGHTS = [
    ("X", r"woke (?:him|the|my|her|them|up to|hubby|husband)(?! up )(?= )(?! (?:baby|little|son|daughter|lo|bub) )"),
    ("NOWAKE", r"(?:didnt|did not|never|hasnt|havent|has not|not|wasnt|werent|without) (?:even |actually |really |once |ever |been |being |have to |need to |get )?(?:wake|woke|woken|waking|stir|stirred|stirring|disturbed|up|get up|got up|wake up|woken up|waking up|getting up)(?: up)?(?! (?:until|till|til|to|at(?! all)|him|her|the|baby|for|before|my|properly|refreshed|late|early|well|yet|by|NOW|with|feeling|in) )(?: me| us)?(?: (?:at all|once|all night|even once|a single time|COUNT|one time|TODAY|NIGHT|the whole night|through the night))*"),
    ("NOWAKE", r"(?:no|nil|not any|without any|hardly no) (?:night )?(?:time )?(?:wakings?|wakes|wake ups?|wake - ups?|wakeups?|wakenings?|disturbances|interruptions|night feeds|getting up)(?! (?:until|till|to|than) )"),
    ("NOTONCE", r"not a (?:single )?time|not (?:even )?(?:once|COUNT)(?! (?:a|an|per|when|have|did) )"),
    ("THROUGH", r"(?:slept|sleep|sleeping) (?:right |straight |all the way |solidly |clean )?through(?! (?:his|her|my|the (?:alarm|crying|noise|storm|feed)|it|until|till|an|a) )(?: (?:the (?:whole )?night|all night))?"),
    ("NOSLEEP", r"(?:no|nil|without any|without) sleep(?! (?:deprivation|apnea|aid|schedule|routine|training|problems|issues|to|until|till|before|PAST|since|than|disturbance|medication) )(?: (?:at all|whatsoever|TODAY|NIGHT))*"),
    ("NOSLEEP", r"(?:didnt|havent|hasnt|did not|never|have not|cant say i|not) (?:really |actually |even )?(?:sleep|slept|got any sleep|get any sleep|got to sleep|get to sleep|get a wink|sleep a wink|slept a wink|had any sleep|have any sleep|got a wink)(?: (?:a wink|at all|one bit|TODAY|NIGHT|all night|one wink|a minute|any|of sleep|yet))*(?= (?:[.,!?;¶)…]|and|but|because|cos|so|due|thanks|with|, |pain|mood|up|as|xx?|PAIN|MOOD|NUM|SCORE|WAKE|baby|she|he|lol|again) | $)"),
    ("NOSLEEP", r"(?:couldnt|could not) (?:get to )?sleep (?:at all|a wink)"),
    ("NOSLEEP", r"not (?:a|one|NUM) wink(?: of sleep)?"),
    ("WAKE", r"(?:night )?(?:time )?(?:wakings?|wake ups?|wake - ups?|wakeups?|wakenings?)|(?:night|nighttime) (?:wakes|feeds|disturbances|disruptions|interruptions)|(?:was |were |got |been |being |get |kept |i |me |we )?(?:disturbed|disrupted|interrupted)(?= (?:about |around |maybe |only |by (?:\w+ )?)?(?:COUNT|NUM|RNG|FEW))"),
    ("WAKE", r"(?:woke|woken|wakes|waking|wake|wakened|awoke|awoken)(?: me| us| her| him)?(?: up)?|(?:awake)(?= (?:(?:about|around|maybe|only|at least|like|for|with|roughly|over) ){0,2}COUNT )"),
    ("WAKE", rf"(?<!picked )(?<!pick )(?<!picking )(?<!lifting )(?<!lifted )(?<!lift )(?<!putting )(?<!put )(?<!sat )(?<!hold )(?:got|get|getting|gets|was|were|been|be|im|me|i|we|had me|only|s|just|had us|us|{_PEOPLE}) up(?! (?:to|at|early|late|and about|since|until|by|the stairs|on|in|from|all) )"),
    ("WAKE", r"(?:(?<=^ )|(?<= [.,;!¶…(] )|(?<= (?:and|but) )|(?<= (?:NOW) )|(?<= NIGHT )|(?<= only )|(?<= just )|(?<= also )|(?<= then )|(?<= still )|(?<= so )|(?<= - )|(?<= night )|(?<= is )|(?<= s )|(?<= ll ))(?:(?!(?:pushed|made|threw|throw|sat|picked|lifted|washed|tidied|cleaned|messed|gave|ended|showed|went|stood|caught|signed|turned|rang|spat|coughed|sicked|shot|spiked|jumped|flared|hurried|warmed|stretched|looked|rolled|put|rocked|opened|sitting|standing|getting|temp|PAIN|MOOD|it) )[a-z]+ )?up(?= (?:(?:about|around|maybe|only|at least|like|again|probably|roughly|over|for|with (?:her|him|baby|the baby|lo)|feeding|just|NOW|TODAY|NIGHT|in the night|the) ){0,3}(?:COUNT|FEEDS) )"),
    ("WAKE", r"(?:(?<=^ )|(?<= [.,;!¶] )|(?<= and ))up(?= NUM (?:[.,!;¶]|and|$))"),
    ("WAKE", r"up and down(?= (?:about |around |like )?COUNT )|(?<=COUNT )up(?= (?:in|NIGHT|with|overnight|all|to feed|feeding|for) )"),
    ("SLEEP", f"{_any(lexicon.SLEEP)}|nodded off|dropped off|drifted off|shut eye|of zs"),
    ("MOOD", f"{_any(lexicon.MOOD)}|in myself|mental health|head space|mentally and emotionally|mood wise"),
    ("FEEL", r"(?:feel|feeling|feels|felt)(?= (?:(?:like|about|around|maybe|a|an|at|probably|more|only|just|NOW|TODAY|NIGHT|roughly|bit|overall|approximately|about|only|solid|low|strong|good) ){0,4}(?:NUM|SCORE|RNG) )"),
    ("SCALE", _any(lexicon.OTHER_SCALE) + r"|(?:anxious|stressed|tired|worried|exhausted|knackered)(?= (?:(?:at|is|:|,|about|like) )?(?:a )?SCORE )"),
]  # fmt: skip


def _compiled(table: Sequence[tuple[str, str]]) -> list[tuple[str, re.Pattern[str]]]:
    return [(sym, rule(pattern)) for sym, pattern in table]


_TIME_RULES = _compiled(_PEOPLE_PHRASES + _TIME)
_PAIN_RULES = _compiled(_WORDS_ABOUT_PAIN)
_NIGHT_RULES = _compiled(_WORDS_ABOUT_NIGHTS)


def _apply(nodes: Sequence[Node], table: Sequence[tuple[str, re.Pattern[str]]]) -> list[Node]:
    for sym, pattern in table:
        nodes = rewrite(nodes, pattern, label(sym))
    return list(nodes)


def times(nodes: Sequence[Node]) -> list[Node]:
    return _apply(nodes, _TIME_RULES)


def pain(nodes: Sequence[Node]) -> list[Node]:
    return _apply(nodes, _PAIN_RULES)


def nights(nodes: Sequence[Node]) -> list[Node]:
    return _apply(nodes, _NIGHT_RULES)
