"""The answer to one item of a questionnaire: an option in her words, or a number on its scale."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.capture import masks, numbers
from bot.capture.tokens import tokenise
from bot.capture.values import extract
from policies.measures.questionnaire import Item

# A number before one of these counts something else: "2 days" is no answer 2.
_UNITS = frozenset(
    "days day weeks week hours hour hrs months month years year times time nights night minutes "
    "mins kids children am pm percent % kg".split()
)
_TAKEN_BACK = re.compile(
    r"(?:\b(?:not|(?:is|was|do|did|have|has|had|can|wo)nt|never|hardly|less than|than)|n't) "
    r"(?:\w+ )?$"
)
_BARE_NO = re.compile(
    r"^\W*(?:(?:no|nope|nah|never|ever|none|oh|really|not|i|have ?nt|haven'?t|thanks?|at|all)"
    r"\b\W*){1,4}$"
)
_NO = re.compile(r"\b(?:no|nope|nah|never|none|not really)\b")
_NEGATED = re.compile(r"\b(?:not?|never|hardly|than|other)\b|n't\b")
ALIKE, APART = 85, 8  # of 100: a letter or two of a phrase, and clearly nearer than another answer
_TODAY = re.compile(r"\b(?:now|today|tonight|(?:at the|this) (?:moment|minute|morning|evening))\b")
_TODAY_ALONE = re.compile(
    r"^\W*(?:(?:its|it's|about|a|an|i'm|im|at|is|today)\W+)*\w+(?:/10)?\W+"
    r"(?:(?:right )?now|today|tonight|at the moment)\W*$|"
    r"^\W*today\W+(?:(?:its|it's|is|a)\W+)*\w+\W*$"
)
_USUALLY = re.compile(
    r"\b(?:usually|usual|average|normally|mostly|typically|overall|generally|in general|"
    r"most (?:days|of the time)|rest of the (?:week|time)|(?:all|past|last|this) week)\b"
)
_TURN = re.compile(
    r"\s*(?:[,;]|[.](?=\s)|\b(?:but|though|although|while|whereas|however|and)\b)\s*"
)
_CHANGED_MIND = re.compile(r"\b(?:no|actually|sorry|i mean|wait|or rather)\b")


@dataclass(frozen=True)
class Answer:
    """A value of the item and the span of the text that says it."""

    value: float
    start: int
    end: int


def read_option(item: Item, text: str) -> Answer | None:
    """The answer in `text`, or None when it isn't clear: then she is asked again.

    Options by their label, by what else is said for them, or by their number; scales by a number,
    a middle for a range ("6 or 7"), "7/10" and number words. Never raises.
    """
    if item.options:
        return _option(item, text) or _chosen_number(item, text) or _misspelt(item, text)
    return _number(item, text)


def _option(item: Item, text: str) -> Answer | None:
    lower = _lower(text)
    phrases = [(words, o.value) for o in item.options for words in (o.label, *o.also)]
    found: list[Answer] = []
    for words, value in sorted(phrases, key=lambda pair: -len(pair[0])):
        pattern = r"\s+".join(map(re.escape, words.lower().split()))
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", lower):
            start, end = match.span()
            if any(a.start < end and start < a.end for a in found):
                continue  # inside a longer phrase
            if _TAKEN_BACK.search(lower[:start]):
                return None  # "not every day": which one, then?
            found.append(Answer(value, start, end))
    found.sort(key=lambda answer: answer.start)
    if len({answer.value for answer in found}) > 1:
        between = lower[found[-2].end : found[-1].start]
        return found[-1] if _CHANGED_MIND.search(between) else None
    if found:
        return found[0]
    no = _NO.search(lower)
    if no and item.low == 0 and _BARE_NO.match(lower):
        return Answer(item.low, *no.span())
    return None


def _misspelt(item: Item, text: str) -> Answer | None:
    """An answer with a slip of the finger, as the whole message: "severl days"."""
    words = _lower(text).strip(" .!?")
    if not 6 <= len(words) <= 40 or _NEGATED.search(words):
        return None
    close: dict[float, float] = {}
    for option in item.options:
        for phrase in (option.label, *option.also):
            likeness = fuzz.ratio(words, phrase.lower())
            close[option.value] = max(likeness, close.get(option.value, 0))
    (best, value), (second, _) = sorted(((v, k) for k, v in close.items()), reverse=True)[:2]
    if best < ALIKE or best - second < APART:
        return None
    start = len(text) - len(text.lstrip())
    return Answer(value, start, start + len(text.strip()))


def _chosen_number(item: Item, text: str) -> Answer | None:
    found = _only_number(text)
    known = {option.value for option in item.options}
    return found if found and found.value in known else None


def _number(item: Item, text: str) -> Answer | None:
    """A mark out of ten as the check-in reads it; else the only number, of the week as a whole."""
    lower = _lower(text)
    if _TODAY.search(lower) and _USUALLY.search(lower):
        return _number_of_its_time(item, text)
    if not item.of_today and _TODAY_ALONE.match(lower):
        return None  # "5 today" says nothing of the week
    extraction = extract(text, "pain_now")
    for value in extraction.values:
        if value.measure == "pain_now" and isinstance(value.value, float):
            fits = item.low <= value.value <= item.high
            return Answer(value.value, value.start, value.end) if fits else None
    if extraction.values or extraction.problems:
        return None
    found = _only_number(text)  # "usually 4", "about 6 on average": no answer for pain now
    return found if found and item.low <= found.value <= item.high else None


def _number_of_its_time(item: Item, text: str) -> Answer | None:
    """ "5 today but 7 usually": of the two, the number that the item asks for."""
    lower = _lower(text)
    wanted, other = (_TODAY, _USUALLY) if item.of_today else (_USUALLY, _TODAY)
    ends = [*(turn.span() for turn in _TURN.finditer(lower)), (len(text), len(text))]
    found, start = [], 0
    for end, following in ends:
        clause = lower[start:end]
        if wanted.search(clause) and not other.search(clause):
            ranges = "between" in clause  # "between 5 and 7" is cut at its "and"
            found.append(None if ranges else _only_number(" " * start + text[start:end]))
        start = following
    answer = found[0] if len(found) == 1 else None
    return answer if answer and item.low <= answer.value <= item.high else None


def _only_number(text: str) -> Answer | None:
    nodes = masks.early(numbers.signs(numbers.read_words(tokenise(text))))
    found = [at for at, node in enumerate(nodes) if node.sym in {"NUM", "X"} and node.low >= 0]
    if len(found) != 1 or any(node.sym == "RNG" for node in nodes):
        return None
    at = found[0]
    node, after = nodes[at], nodes[at + 1].sym if at + 1 < len(nodes) else ""
    if node.sym != "NUM" or after in _UNITS:
        return None
    return Answer(node.low, node.start, node.end)


def _lower(text: str) -> str:
    """Lower case and straight quotes, character by character, so that places stay the text's."""
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
