"""Phrases that say what a number is about, and phrases that are values of themselves ("no pain").

Kinds: PAIN, WORST (her worst pain), WORSTISH (worst if that was asked), LEAST, MOOD, FEEL (mood
unless something else was asked), SLEEP, WAKE, SCALE (something else out of ten), and with their
own value NOPAIN, NOSLEEP, NOWAKE.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.nodes import Node, apply, named

_PAINS = lexicon.any_of(lexicon.PAIN)
_PEOPLE = lexicon.any_of(lexicon.PERSONS)
_BACK = "(?:(?:lower|upper|mid|low) )?back"
_NO = (
    r"(?:no|without|without any|nil|not in any|not any|isnt any|dont have any|havent got any|"
    r"havent any|have no|not feeling any|cant feel any|dont feel any|not had any|not in)"
)

_WORDS_ABOUT_PAIN = [
    ("MEDICINE",
        r"(?:pain|painful) (?:relief|killers?|meds?|medication|management|clinic|"
        r"threshold|tablets?|team|gel|patch|free days)|no pain no gain"),
    ("SCALE",
        rf"(?:{lexicon.any_of(lexicon.OTHER_SCALE)}) (?:(?:are|is|s|feel|really|so|very) ){{0,3}}"
        rf"(?:{_PAINS})"),
    ("ASUSUAL", r"no more (?:pain|painful|sore|hurt)(?: than)?|no (?:worse|change|difference)"),
    ("NOPAIN",
        rf"(?<!not )(?<!wasnt )(?<!isnt )(?<!never )(?<!almost )(?<!nearly "
        rf")(?<!not completely )(?:completely |totally |"
        rf"fully )?(?:(?:{_PAINS}) (?:- )?free|free (?:of|"
        rf"from) (?:any )?(?:{_PAINS}))(?! (?:until|till|except|unless|apart|when|if|"
        rf"yet|days?|life|birth|labour) )"),
    ("NEARLY",
        rf"(?:not|almost|nearly|isnt|wasnt|never) (?:completely |"
        rf"totally )?(?:{_PAINS}) (?:- )?free"),
    ("NOPAIN",
        rf"{_NO} (?:(?:actual|real|back|lower|low|upper|spine|physical|single|any|bit|"
        rf"of) ){{0,2}}(?:pain|aches?|soreness|discomfort|backache|niggles?|twinges?|"
        rf"hurting)(?: (?:or|and) (?:pain|aches?|soreness|discomfort|"
        rf"stiffness))?(?: in (?:my|the) {_BACK})?(?! (?:in|relief|killers?|meds?|than|"
        rf"PAST|except|apart|unless|when|if|only|until|till|but (?:\S+ ){0,4}(?:NUM|"
        rf"SCORE|RNG)|yesterday|down|medication|when|score|scale|while|with) )"),
    ("NOPAIN",
        r"(?:nothing (?:is |really )?(?:hurts?|hurting)|(?:doesnt|dont|not|isnt|didnt|"
        r"aint) (?:really )?(?:hurt|hurting|sore|painful|ache|aching|"
        r"in pain)(?: (?:at all|anywhere|any more|anymore|one bit)))(?! (?:when|if|"
        r"unless|while|until|as|like) )"),
    ("NOPAIN",
        r"(?:it )?(?:doesnt|isnt|not) (?:hurt|hurting|sore|painful)(?: (?:NOW|TODAY|NIGHT))"),
    ("NOPAIN",
        r"(?:pain|ache|aches|soreness) (?:has |is |s |have |have all |has all |"
        r"was )?(?:all |completely |totally |fully )?(?:gone|disappeared|vanished|"
        r"nonexistent|non existent)(?! (?:up|down|to|from|back|a|through|into|off|from|"
        r"but|NUM|worse|on) )"),
    ("NOPAIN",
        rf"(?:{_PAINS}) (?:(?:NOW|TODAY|NIGHT|:|=|is|was|s|-|[?]|level|score|"
        rf",) ){{0,3}}(?:none|nothing|zip|nonexistent|absent)"),
    ("WORST",
        rf"worst NUM (?:- )?(?:h|hr|hrs|hour|hours) (?:{_PAINS})|(?:{_PAINS}) (?:max|maximum|peak)|"
        r"(?:the )?highest (?:its|it has|it) ?(?:been|went|got|reached|was|hit)(?: (?:to|was|is|"
        r"at))*|"
        r"(?:got|been|went|reached) as (?:high|bad) as"),
    ("WORST",
        rf"(?:the )?worst (?:that )?(?:the |my )?(?:{_PAINS}) (?:has |s )?(?:got|gotten|been|was|"
        rf"reached|hit|went)(?: (?:up )?(?:to|at))?"),
    ("WORST",
        rf"at (?:its|the|it|their|my|it s)? ?(?:very )?worst(?: (?:point|bit|moment|time|"
        rf"it (?:got|was)))?|(?:its|the|my|todays|NOW|pain at|"
        rf"{_PAINS})? ?(?:very )?worst(?! (?:night|nights|sleep|day|week|mood|thing|"
        rf"month|so|nightmare) )(?: (?:{_PAINS}|bit|point|moment|part|level|score|today|"
        rf"NOW|of it|of all|it (?:got|was|has been|has got|s been|s got|ever got|hit|"
        rf"reached)|its (?:been|got)|it has (?:been|got)))?(?: (?:was|is))?"),
    ("none",
        r"(?:i )?(?:dont have|havent got|havent had|dont feel|dont have got|not|isnt|"
        r"didnt get|didnt have|didnt sleep) any(?: at all)?(?= (?:[.,!?;¶]|TODAY|NOW|"
        r"NIGHT|thankfully|right|tbh) | $)"),
    ("WORST",
        rf"(?:the |my |todays )?(?:peak|max|maximum|highest|"
        rf"top) (?:{_PAINS})(?: (?:level|score|today|TODAY))?"),
    ("WORST",
        r"(?:peaked|peaks|peak|peaking|spiked|spikes|spiking|spike|hit|hits|hitting|"
        r"reached|reaches|reaching|topped out|maxed out|topped|"
        r"(?:the )?highest(?: pain)?(?: it (?:got|was))?|maximum(?: pain)?|max pain|"
        r"high of)(?: (?:at|of|was|is|to|around|about))?(?= (?:a |an |about |around |"
        r"nearly |maybe )*(?:NUM|SCORE|RNG) )"),
    ("WORST",
        r"(?:shot|shoots|shooting|flared|flares|flaring|jumped|went|goes|got|gets|"
        r"getting) (?:right |way )?up to(?= (?:a |an |about |around |nearly |"
        r"maybe )*(?:NUM|SCORE|RNG) (?:\S+ ){0,4}(?:when|at times|while|lifting|bending|"
        r"carrying|holding|picking|getting|walking|standing|feeding|"
        r"during)(?: |$))"),
    ("WORSTISH",
        r"(?:got|gets|getting|went|goes|shot|flared|jumped|climbed|rose|"
        r"crept)(?: right| as (?:high|bad))?(?: up)? (?:to|as)(?! (?:bed|sleep) )|up to|as (?:high|"
        r"bad) as|(?:no|not|never|nothing) (?:worse|higher|more|above|over)(?: than)?|"
        r"(?:didnt|never|not) (?:get|got|go|went|gone) (?:past|beyond)|"
        r"at (?:its |the )?(?:most|highest)|tops"),
    ("LEAST",
        r"(?:at (?:its |the |my )?|its |the |my )?(?:best|lowest|(?<!at )least|mildest|"
        r"easiest)(?= )(?! (?:of|night|friend|thing|sleep|day|i can) )"),
    ("PAIN",
        rf"(?:back|hip|hips|pelvic|pelvis|spine|leg|legs|neck|shoulder|sciatic|nerve|"
        rf"coccyx|tailbone|muscle|rib|groin|buttock|knee)? ?(?:{_PAINS})(?: (?:level|"
        rf"levels|score|scores|rating|wise|scale|number|intensity))?"),
    ("PAIN",
        r"(?:(?:my|the|our) )?(?:(?:lower|upper|mid|low) )?backs(?= (?:(?:at|about|around|still|"
        r"like|"
        r"been|only|maybe|probably|now|NOW|TODAY) ){0,3}(?:a|an|NUM|SCORE|RNG) )|"
        r"(?:my|the) (?:(?:lower|upper|mid|low) )?backs"),
    ("PAIN",
        r"(?:my|the|lower|upper|mid|low) (?:(?:lower|upper|mid|low|poor|bloody|old|"
        r"stupid|bad) )?back(?! (?:exercises?|stretch\w*|ones|physio|routine|of|seat|garden|to|in|"
        r"from|"
        r"door|room|at work|on track) )"),
    ("PAIN",
        r"(?:(?<=^ )|(?<= [.,!;¶…(] )|(?<= and )|(?<= but )|(?<= so ))back"
        r"(?= (?:s|is|was|feels|feeling|has) )"),
    ("PAIN",
        r"back(?= (?:(?:s|is|was|has been|feels|feeling) )?(?:really |so |still |just |"
        r"absolutely |very |quite |bit )*(?:killing|sore|bad|awful|hurting|terrible|stiff|"
        r"agony|playing|aching|achy|rough|horrendous|in agony|horrible) )"),
    ("PAIN",
        r"back(?= (?:(?:s|is|was|feels|feeling|:|=) )?(?:(?:about|around|maybe|at|a|like|"
        r"still) ){0,3}(?:SCORE|RNG) )|back(?= (?:s|is|was|feels|:|=) (?:(?!in |on |to )[a-zA-Z]+ )"
        r"{0,4}(?:SCORE|NUM|RNG) )|back(?= NUM )|nrs|vas|"
        r"(?:waist|body|hips?|pelvis|tailbone) (?:is |s |dey )?(?:paining|pain)(?: me)?|"
        r"sciatica|pgp|spd|sacrum|coccyx|tailbone"),
]  # fmt: skip

_WORDS_ABOUT_NIGHTS = [
    (
        "NOWAKE",
        r"(?:wakings?|wakes|wake ups?|wakeups?) (?:(?:NIGHT|:|=|was|were|is|-|,) ){0,3}"
        r"(?:none|nothing)",
    ),
    (
        "NOSLEEP",
        r"(?:sleep|slept) (?:(?:NIGHT|TODAY|:|=|was|is|-|,) ){0,3}(?:none|nothing|not at all)",
    ),
    ("X",
        r"woke (?:him|the|my|her|them|up to|hubby|husband)(?! up )(?= )(?! (?:baby|little|"
        r"son|daughter|lo|bub) )"),
    ("NOWAKE",
        r"(?:didnt|did not|never|hasnt|havent|has not|not|wasnt|werent|"
        r"without) (?:even |actually |really |once |ever |been |being |have to |"
        r"need to |get )?(?:wake|woke|woken|waking|stir|stirred|stirring|disturbed|up|"
        r"get up|got up|wake up|woken up|waking up|getting up)(?: up)?(?! (?:until|till|"
        r"til|to|at(?! all)|him|her|the|baby|for|before|my|properly|refreshed|late|"
        r"early|well|yet|by|NOW|with|feeling|in) )(?: me| us)?(?: (?:at all|once|"
        r"all night|even once|a single time|COUNT|one time|TODAY|NIGHT|the whole night|"
        r"through the night))*"),
    ("NOWAKE",
        r"(?:nobody|no one|nothing|noone) (?:has )?woken? me(?: up)?(?! (?:until|till|at) )"),
    ("NOWAKE",
        r"(?:no|nil|not any|without any|hardly no) (?:night )?(?:time )?(?:wakings?|"
        r"wakes|wake ups?|wake - ups?|wakeups?|wakenings?|disturbances|interruptions|"
        r"night feeds|getting up)(?! (?:until|till|to|than) )"),
    ("NOTONCE",
        r"not a (?:single )?time|no times|(?<=^ )not at all|not (?:even )?(?:once|COUNT)(?! (?:a|"
        r"an|per|"
        r"when|have|did) )"),
    ("THROUGH",
        r"(?:slept|sleep) (?:for )?(?:all|the (?:whole|entire)) night(?: long)?|"
        r"(?:slept|sleep|sleeping) (?:right |straight |all the way |solidly |"
        r"clean )?through(?! (?:his|her|my|the (?:alarm|crying|noise|storm|feed)|it|"
        r"until|till|an|a) )(?: (?:the (?:whole )?night|all night))?"),
    ("NOSLEEP",
        r"(?:no|nil|without any|without) sleep(?! (?:well|good|properly|for (?:him|her|hubby|baby|"
        r"the|dad)|"
        r"deprivation|apnea|aid|schedule|"
        r"routine|training|problems|issues|to|until|till|before|PAST|since|than|"
        r"disturbance|medication) )(?: (?:at all|whatsoever|TODAY|NIGHT))*"),
    ("NOSLEEP",
        r"(?:didnt|havent|hasnt|did not|never|have not|cant say i|not) (?:really |"
        r"actually |even )?(?:sleep|slept|got any sleep|get any sleep|got to sleep|"
        r"get to sleep|get a wink|sleep a wink|slept a wink|had any sleep|"
        r"have any sleep|got a wink)(?: (?:a wink|at all|one bit|TODAY|NIGHT|all night|"
        r"one wink|a minute|any|of sleep|yet))*(?= (?:[.,!?;¶)…]|and|but|because|cos|"
        r"so|due|thanks|with|, |pain|mood|up|as|xx?|PAIN|MOOD|NUM|SCORE|WAKE|baby|she|"
        r"he|lol|again) | $)"),
    ("NOSLEEP", r"(?:couldnt|could not) (?:get to )?sleep (?:at all|a wink)"),
    ("NOSLEEP", r"not (?:a|one|NUM) wink(?: of sleep)?"),
    ("WAKE",
        r"(?:night )?(?:time )?(?:wakings?|wake ups?|wake - ups?|wakeups?|wakenings?)|"
        r"(?:night|nighttime) (?:wakes|feeds|disturbances|disruptions|interruptions)|"
        r"(?:was |were |got |been |being |get |kept |i |me |we )?(?:disturbed|disrupted|"
        r"interrupted)(?= (?:about |around |maybe |only |by (?:\w+ )?)?(?:COUNT|NUM|RNG|"
        r"FEW))"),
    ("WAKE",
        r"(?:woke|woken|wakes|waking|wake|wakened|awoke|awoken)(?: me| us| her|"
        r" him)?(?: up)?|(?:awake)(?= (?:(?:about|around|maybe|only|at least|like|for|"
        r"with|roughly|over) ){0,2}COUNT )"),
    ("WAKE",
        rf"(?<!picked )(?<!pick )(?<!picking )(?<!lifting )(?<!lifted )(?<!lift "
        rf")(?<!putting )(?<!put )(?<!sat )(?<!hold )(?:got|get|getting|gets|was|were|"
        rf"been|be|im|me|i|we|had me|only|s|just|had us|us|{_PEOPLE}) up(?! (?:to|at|"
        rf"early|late|and about|since|until|by|the stairs|on|in|from|all) )"),
    ("WAKE",
        r"(?:(?<=^ )|(?<= [.,;!¶…(] )|(?<= (?:and|but) )|(?<= [n=X] )|(?<= (?:NOW) )|(?<= NIGHT )|"
        r"(?<= only )|(?<= just )|(?<= also )|(?<= then )|(?<= still )|(?<= so )|(?<= - )|"
        r"(?<= night )|(?<= is )|(?<= s )|(?<= ll ))(?:(?!(?:pushed|made|threw|throw|sat|"
        r"picked|lifted|washed|tidied|cleaned|messed|gave|ended|showed|went|stood|caught|"
        r"signed|turned|rang|spat|coughed|sicked|shot|spiked|jumped|flared|hurried|warmed|"
        r"stretched|looked|rolled|put|rocked|opened|sitting|standing|getting|temp|PAIN|"
        r"MOOD|it) )[a-z]+ )?up(?= (?:(?:about|around|maybe|only|at least|like|again|"
        r"probably|roughly|over|for|with (?:the )?[a-z]+|feeding|just|NOW|"
        r"TODAY|NIGHT|in the night|the) ){0,3}(?:COUNT|FEEDS) )"),
    ("WAKE", r"(?:(?<=^ )|(?<= [.,;!¶] )|(?<= and ))up(?= NUM (?:[.,!;¶]|and|$))"),
    ("WAKE", r"(?:(?<=DUR )|(?<=DUR total )|(?<=DUR in total ))up(?= COUNT )"),
    ("WAKE",
        r"up and down (?:all night|NIGHT)|up and down(?= (?:about |around |like )?COUNT )|"
        r"(?<=COUNT )up(?= (?:in|NIGHT|"
        r"with|overnight|all|to feed|feeding|for) )"),
    ("SLEEP", f"{lexicon.any_of(lexicon.SLEEP)}|nodded off|dropped off|drifted off|shut eye|of zs"),
    ("MOOD",
        f"{lexicon.any_of(lexicon.MOOD)}|in myself|mental health|head space|"
        f"mentally and emotionally|mood wise"),
    ("LOW",
        r"(?:feel|feeling|feels|felt|im|am) (?:(?:quite|pretty|very|really|so|just|a bit|a little|"
        r"bit|super|kinda|rather|extremely|a tad|generally|NOW|TODAY|been|feeling) ){0,4}"
        r"(?:low|down|sad|tearful|weepy|depressed|flat|blue|miserable|fed up|emotional|cheerful|"
        r"happy)(?! (?:on|to|with|that|about|back|for) )"),
    ("FEEL",
        r"(?:feel|feeling|feels|felt)(?= (?:(?:like|about|around|maybe|a|an|at|probably|"
        r"more|only|just|NOW|TODAY|NIGHT|roughly|bit|overall|approximately|about|only|"
        r"solid|low|strong|good) ){0,4}(?:NUM|SCORE|RNG) )"),
    ("SCALE", lexicon.any_of(lexicon.OTHER_SCALE) +
        r"|(?:anxious|stressed|tired|worried|exhausted|knackered)(?= (?:(?:at|is|:|,|about|"
        r"like) )?(?:a )?SCORE )"),
]  # fmt: skip


_PAIN_RULES = named(_WORDS_ABOUT_PAIN)
_NIGHT_RULES = named(_WORDS_ABOUT_NIGHTS)


def pain(nodes: Sequence[Node]) -> list[Node]:
    return apply(nodes, _PAIN_RULES)


def nights(nodes: Sequence[Node]) -> list[Node]:
    return apply(nodes, _NIGHT_RULES)
