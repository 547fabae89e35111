"""What a "no" reaches: "no fever or chills", "fever? nope", but not "no, it is still numb"."""

from __future__ import annotations

from policies.safety.reading.context import FIRST_PERSON, Context
from policies.safety.reading.together import Hit

_REACH = 7  # words a negation reaches without a list to carry it further
_LIST = frozenset(["or", "nor", "any", "no"])
_CONTRAST = frozenset(
    ["but", "though", "although", "however", "except", "because", "just", "only", "still",
     "now", "yet", "then", "so", "while", "since", "apart", "til", "till", "until"]
)  # fmt: skip
_NEW_SUBJECT = FIRST_PERSON | frozenset(
    ["its", "it", "theres", "he", "she", "hes", "shes", "his", "her", "baby", "babys", "theyre"]
)
_FINITE = frozenset(["is", "are", "was", "has", "have", "feels", "keeps", "got", "hurts", "im"])
_PLAIN_NO = frozenset(["no", "nope", "nah", "never", "none"])
_ANSWER_NO = frozenset(["no", "nope", "none", "nah", "negative", "nil"])
# In a list without stops ("blurry eyes nope puffy hands nope") these answer what stands before.
_LISTED_NO = frozenset(["nope", "none", "nah", "nil"])
_SHORT = 4  # words: as much as an answer of one word can be an answer to


def negated_by(context: Context) -> list[set[int]]:
    """For each word, the words that negate it."""
    cues: list[set[int]] = [set() for _ in context.message]
    for hit in context.spans("negation"):
        if not context.inside(hit.first, "not_a_negation"):
            # The cue "not seeing" negates its own "seeing", too.
            for at in range(hit.first + 1, _until(context, hit)):
                cues[at].add(hit.first)
    for at, word in enumerate(context.message):
        if word.form in _ANSWER_NO and word.after in ("question", "comma"):
            for before in _answered(context, at):
                cues[before].add(at)
        elif word.form in _LISTED_NO and word.after == "":
            for before in _listed(context, at):
                cues[before].add(at)
    for hit in context.spans("not_there"):  # "fever is not there"
        for at in range(hit.first, hit.last):
            cues[at].add(hit.last)
    return cues


def _until(context: Context, cue: Hit) -> int:
    """One past the last word a negation reaches."""
    message = context.message
    plain_no = message[cue.first].form in _PLAIN_NO
    at = carried = cue.last + 1
    while at < context.size and message[at].sentence == message[cue.last].sentence:
        word = message[at]
        begun = at > cue.last + 1
        list_ends = word.after == "comma" and not (begun and _goes_on(context, at))
        new_subject = word.form in _NEW_SUBJECT and (begun or plain_no)
        that_very = word.form == "the" and plain_no and not begun  # "no the numbness is there"
        joined = word.form == "and" and not _one_more(context, at)
        if list_ends or new_subject or that_very or joined:
            return at
        if word.form in _CONTRAST or at - carried >= _REACH:
            return at
        if word.form in ("or", "nor"):
            carried = at
        at += 1
    return at


def _goes_on(context: Context, at: int) -> bool:
    """After a comma: is this still the list of what is not there?"""
    chunk = set()
    for word in context.message[at : at + 6]:
        if word.clause != context.message[at].clause:
            break
        chunk.add(word.form)
    _, end = context.sentence(at)
    rest = {word.form for word in context.message[at : min(end, at + 12)]}
    return not (chunk & (_FINITE | _NEW_SUBJECT | _CONTRAST)) and bool(rest & _LIST)


def _one_more(context: Context, at: int) -> bool:
    """In "no numbness and tingling": one word after "and", then the clause is over."""
    following = at + 2
    return (
        following >= context.size
        or context.message[following].after != ""
        or context.message[following].form == "or"
    )


def _answered(context: Context, at: int) -> range:
    """The words that a "no" after them answers: "fever? nope", "fever - no"."""
    if at == 0:
        return range(0)
    first, end = context.sentence(at - 1)
    if context.message[at].after == "comma":
        if at + 1 < context.size and context.message[at + 1].after == "":
            return range(0)
        while context.message[first].clause != context.message[at - 1].clause:
            first += 1
        end = at
    return range(first, min(end, at)) if end - first <= _SHORT else range(0)


def _listed(context: Context, at: int) -> range:
    """The few words between one "nope" (or the beginning) and the next."""
    first = at
    while (
        first > 0
        and context.message[first].after == ""
        and context.message[first - 1].form not in _LISTED_NO
    ):
        first -= 1
    return range(first, at) if at - first <= _SHORT else range(0)
