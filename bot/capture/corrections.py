"""Messages that correct a value, and messages that leave a question out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.nodes import Node, joined, label, over, rewrite, rule

_Q = "(?:NUM|RNG|SCORE|DUR|COUNT|SPAN|X|CLOCK)"
_NOT_NUMBER = rule(
    r"(?:not|isnt|wasnt|rather than|instead of)(?: (?:a|an|the|my|mood|pain|sleep|about)){0,2} "
    r"(?:NUM|RNG|SCORE|DUR|COUNT)(?! (?:more|less|better|X|weeks?|kg|years?) )"
)
_PREFIX = (
    r"(?:(?:it|its|that|thats|was|is|s|i|should|be|have|been|a|an|about|more|like|my|the|"
    r"slept|woke|got|had|,|said|say|put|wrote|typed|PAIN|MOOD|SLEEP|WAKE|WORST|FEEL|up|"
    r"mean|meant|no|actually|[.]|…|oops|wait|now|NOW|for|make|today|TODAY|NIGHT|-) ){0,6}"
)
_MARKERS = rule(
    r"(?:no |oh |hang on |actually )?(?<!to )(?<!cant )(?<!dont )(?<!a "
    r")(?<!the )wait(?! (?:until|till|for|list|ing|times?|to|and see|a) )"
    r"|i meant(?! to )|meant (?:to (?:say|put|write|type|be)|NUM|SCORE|DUR|COUNT|that|it|PAIN|"
    r"MOOD|SLEEP|WAKE)"
    r"|correction|scratch that|scrap that|strike that|ignore that|my mistake|my bad|typo|oops|"
    r"whoops|"
    r"tell a lie|i lie|or rather|got that wrong|wrong number|thats wrong|that was wrong|"
    r"that s wrong|thats not right|"
    r"i (?:got|put|typed|wrote|said) (?:it|that|my PAIN|my MOOD|my SLEEP|the wrong|PAIN|MOOD|"
    r"SLEEP)?(?: \w+){0,3} ?wrong|misread|mistyped|miscounted|"
    r"make (?:that|it)(?: a| an)?(?= (?:about |more like |a |an )?(?:NUM|RNG|SCORE|DUR|COUNT|"
    r"PAIN|MOOD|SLEEP|WORST))|"
    r"should (?:be|have been|say|have said|read)(?= (?:a |an |about |more like |SLEEP )?(?:NUM|"
    r"RNG|SCORE|DUR|COUNT|SPAN|none|zero|yes|no))|"
    r"(?:change|update|correct|edit|fix|amend|swap|alter|adjust)(?! [-:,.] )(?: (?!NUM|"
    r"DUR)\S+){0,6} (?:to|from|into) (?:a |an |about )?(?:NUM|RNG|SCORE|DUR|COUNT)|"
    r"(?:change|update|correct|edit|fix|amend|alter|adjust) (?:my |the |that |"
    r"it )?(?:last )?(?:PAIN|MOOD|SLEEP|WORST|WAKE|answer|number|score)|"
    r"i (?:said|put|wrote|typed|gave|told you) (?:\S+ ){0,5}(?:NUM|RNG|SCORE|DUR|COUNT) "
    r"(?:\S+ ){0,4}(?:but|and|,|[.]|-) (?:it |that |really |actually |should |have |s )*"
    r"(?:was|is|its|s|been|be) (?:(?:really|actually|more|like|a|an|about) )*"
    r"(?:NUM|RNG|SCORE|DUR|COUNT)|"
    r"(?:PAIN|MOOD|SLEEP|WAKE|WORST|PAST|it|answer|number|PAIN PAST|MOOD PAST|SLEEP PAST) "
    r"(?:was|is|s|were) (?:all )?(?:wrong|incorrect|not right|a mistake|a typo)|"
    r"hang on|hold on|edit (?::|NUM|SCORE|DUR)|(?:NUM|SCORE|DUR|COUNT) instead|NOTNUM"
)
_ACTUALLY = rule(r"actually(?! (?:not|quite|really good|fine) )")
_SORRY = rule(
    rf"sorry(?: (?:,|!|[.]|-|…))? {_PREFIX}(?:NUM|RNG|SCORE|DUR|COUNT|SPAN)(?! (?:late|behind) )"
)
_SORRY_NOT = rule(
    "sorry (?:im|for|about|to|i was|ive been|i havent|i couldnt|i forgot|i missed|late|baby|lo|"
    "he|she|if|bit)"
)
_MEAN = rule(rf"i mean(?: ,)? {_PREFIX}(?:NUM|RNG|SCORE|DUR|COUNT)")
_NO_NUMBER = rule(
    r"(?:NUM|RNG|SCORE|DUR|COUNT)(?: [a-z]+)? (?:[,.…!?-] )?(?:(?:oh|sorry|argh|er|erm|um|"
    r"hmm) ){0,2}(?:no|nope)(?: [,.…!-])?(?: (?:its|it s|it was|more like|,|sorry|make))* (?:a |"
    r"an |about |more like )?(?:NUM|RNG|SCORE|DUR|COUNT)"
)
_NO_TOTAL = rule(
    r"(?:NUM|RNG|SCORE|DUR|COUNT) (?:\S+ ){0,8}[,.…-] no (?:its |it was |make that |a )?(?:NUM|"
    r"RNG|SCORE|DUR|COUNT)(?: (?:in total|altogether|all in|overall))?(?= (?:[.,!] )?$)"
)
_NO_FIRST = rule(
    r"(?:no|nope) (?:, |[.] |- |, it was |, its |it was |its |its more like )(?:a |an |"
    r"about )?(?:NUM|RNG|SCORE|DUR|COUNT)"
)
_OF_ANOTHER = rule(
    r"(?:oh )?(?:no|nope|nah) (?:(?:,|[.]|-|…|wait|sorry|oh) ){0,3}(?:i mean|i meant|meant|"
    r"(?:(?:my|the|last) ){0,2}(?:MOOD|SLEEP|WAKE) (?:was|should be|should have been)"
    r"(?= (?:(?:about|a|an|only|around|like|more) ){0,2}(?:NUM|SCORE|RNG|DUR|COUNT) ))"
)
_STAR = re.compile(r"^\s*\*\s?[0-9]{1,2}(?:\.[0-9])?\s*(?:\w+)?\s*$|^\s*[0-9]{1,2}\*\s*$")

_SKIP = re.compile(
    r"^ (?:(?:um+|uh+|er+m?|hmm+|oh|ok|okay|sorry|honestly|tbh|can|could|we|i|id|ill|please|"
    r"lets|let me|just|actually|well|sure|yeah|no|nah|pls|maybe|,|[.]|…|im|ah|!|think|going to|"
    r"gonna|really|do|rather|want to|like to|quite|truthfully|haha|lol) )*"
    r"(?:skip|pass(?! (?:out|the|me|away) )|next(?! (?:week|to|month|appointment|year|time|"
    r"door) )|move on|moving on|rather not|not say|prefer not|don ?t know|"
    r"dont (?:really )?(?:know|remember|recall|want to (?:say|answer)|wanna|"
    r"feel like (?:answering|saying)|fancy)|do not know|didnt (?:count|keep track|notice|look|"
    r"check)|"
    r"dunno|idk|no idea|no clue|not a clue|not sure|unsure|havent (?:a clue|got a clue|"
    r"the foggiest|counted)|cant (?:remember|recall|say|tell|think|answer|really say)|"
    r"couldnt (?:say|tell you|tell)|lost (?:count|track)|"
    r"leave (?:it|that|this)|ignore (?:this|that)|n / a|na|no answer|no comment|forget it|"
    r"ask me (?:later|another|tomorrow|FUTURE|something)|not answering|not (?:today thanks|"
    r"TODAY thanks|TODAY thank|saying|going to say)|hard to say|who knows|search me|god knows|"
    r"goodness knows|"
    r"nothing to say|decline|not applicable|come back to (?:that|this|it)|forgotten|"
    r"havent been counting|wasnt counting|doesnt matter|beats me)(?= )"
)


def mark_negated(nodes: Sequence[Node]) -> list[Node]:
    """ "not 4": a number she takes back."""
    nodes = rewrite(nodes, rule("(?:hang|hold) on(?! (?:to|a) )"), label("wait"))
    return rewrite(nodes, _NOT_NUMBER, lambda found: over(found, "NOTNUM"))


def is_correction(nodes: Sequence[Node], text: str) -> bool:
    """Whether the message says that it corrects a value."""
    line = joined(nodes)
    if (
        _NO_TOTAL.search(line)
        or _MARKERS.search(line)
        or _MEAN.search(line)
        or _NO_NUMBER.search(line)
    ):
        return True
    if _NO_FIRST.match(line, 1) or _STAR.match(text[:40]):
        return True
    if _SORRY.search(line) and not _SORRY_NOT.search(line):
        return True
    return bool(_ACTUALLY.search(line))


def of_another(nodes: Sequence[Node]) -> bool:
    """Whether a "no" takes back another value and answers nothing: "no, sleep was 6"."""
    return bool(_OF_ANOTHER.match(joined(nodes), 1))


def is_skip(nodes: Sequence[Node]) -> bool:
    """Whether a reply without a value asks to leave the question."""
    return bool(_SKIP.match(joined(nodes)))
