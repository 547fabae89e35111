"""Said, but not here and now: figures of speech, what is over, what was long ago, what if."""

from __future__ import annotations

from collections.abc import Iterator

from policies.safety.reading.context import FIRST_PERSON, Context

EXCUSES = ("figure", "negated", "resolved", "past", "hypothetical")

_HERE_AND_NOW = frozenset(["my", "im", "ive", "its", "theres", "now", "today", "tonight", "cant"])
# A clause about the present begins with these when it begins with nothing else.
_BEGINS_PRESENT = frozenset(
    [
        "now",
        "today",
        "tonight",
        "but",
        "im",
        "ive",
        "its",
        "theres",
        "hes",
        "shes",
        "theyre",
        "havent",
        "hasnt",
    ]
)
_UP_TO_NOW = frozenset(["since", "from", "like"])  # "since the first week"
_SOMEBODY = FIRST_PERSON | {"hes", "shes", "his", "she", "he", "her"}


def excused(context: Context) -> list[set[str]]:
    """For each word, the excuses that reach it (all but negation)."""
    marks: list[set[str]] = [set() for _ in context.message]
    for excuse, reaches in (
        ("figure", _figures(context)),
        ("resolved", _resolved(context)),
        ("past", _long_ago(context)),
        ("past", _story(context)),
        ("hypothetical", _hypothetical(context)),
        ("hypothetical", _conditional(context)),
    ):
        for first, end in reaches:
            for at in range(first, end):
                marks[at].add(excuse)
    return marks


def _figures(context: Context) -> Iterator[tuple[int, int]]:
    for hit in context.spans("figure_of_speech"):
        yield hit.first, hit.last + 1


def _resolved(context: Context) -> Iterator[tuple[int, int]]:
    """ "..., it's gone now" ends what the clause before says; "my back is fine now" only itself."""
    for hit in context.spans("resolved"):
        if _goes_on(context, hit.first, hit.last):
            continue
        first, end = context.sentence(hit.first)
        start = hit.first
        while (
            start > first
            and context.message[start].after == ""
            and context.message[start].form not in ("and", "but", "though", "then")
        ):
            start -= 1
        if context.all_between("filler", start, hit.first):
            alone = hit.first - first <= 4 and context.all_between("filler", first, hit.first)
            start = context.sentence(first - 1)[0] if alone and first > 0 else first
        if not context.any_between("still_here", start, end):
            yield start, hit.last + 1


def _long_ago(context: Context) -> Iterator[tuple[int, int]]:
    for hit in context.spans("long_ago"):
        if context.inside(hit.first, "not_long_ago"):
            continue
        first, end = context.sentence(hit.first)
        if first > 0 and _that_was(context, first):  # it is about the sentence before
            yield from _in_past_tense(context, context.sentence(first - 1)[0], first)
        start, stop = hit.first, hit.last + 1
        while start > first and not _turns_present(context, start):
            start -= 1
        while stop < end and not _turns_present(context, stop):
            stop += 1
        if not context.any_between("still_here", start, end):
            yield from _in_past_tense(context, start, stop)


def _in_past_tense(context: Context, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for part in _parts(context, start, stop):
        if not context.any_between("present_verb", *part):
            yield part


def _that_was(context: Context, at: int) -> bool:
    """ "That was in March": the time of what was said before."""
    said = tuple(word.form for word in context.message[at : at + 2])
    return said in (("that", "was"), ("this", "was"), ("it", "was"), ("they", "were"))


def _story(context: Context) -> Iterator[tuple[int, int]]:
    """What is told as past and, later or before, as over: "big clots on day one, nothing since".

    Neither is enough alone ("on day one" may be yesterday), and only clauses in the past tense
    are part of the story.
    """
    begins = [
        hit.first
        for name in ("while_ago", "long_ago")
        for hit in context.spans(name)
        if not context.inside(hit.first, "not_long_ago") and not _up_to_now(context, hit.first)
    ]
    ends = [hit for hit in context.spans("over") if not context.inside(hit.last, "not_over")]
    ends += [hit for hit in context.spans("resolved") if not _goes_on(context, hit.first, hit.last)]
    long_over = [hit for hit in ends if context.inside(hit.first, "over_for_good")]
    if not ends or not (begins or long_over):
        return
    stop = max(hit.last for hit in ends) + 1
    if not begins:
        begins = [hit.first for hit in long_over]
    first, _ = context.sentence(min(begins))
    if stop <= min(begins):
        _, stop = context.sentence(max(begins))
    if any(
        (context.inside(at, "recent") and not context.inside(at, "long_ago"))
        or (context.inside(at, "still_here") and not context.inside(at, "over"))
        for at in range(first, stop)
    ):
        return
    past = False
    for start, end in _parts(context, first, stop):
        if context.any_between("present_verb", start, end):
            past = False
        elif any(
            context.any_between(name, start, end)
            for name in ("past_verb", "while_ago", "long_ago", "over")
        ):
            past = True
        if past:
            yield start, end


def _up_to_now(context: Context, at: int) -> bool:
    """ "Since she was about three weeks" is no time in the past."""
    before = context.message[max(0, at - 3) : at]
    return any(
        word.form in _UP_TO_NOW and word.clause == context.message[at].clause for word in before
    )


def _goes_on(context: Context, *words: int) -> bool:
    return any(context.inside(at, "not_resolved") for at in words)


def _parts(context: Context, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """The clauses of a stretch, cut at stops, commas and where the present begins."""
    start = first
    for at in range(first + 1, stop + 1):
        if at == stop or context.message[at].after != "" or _begins_present(context, at):
            yield start, at
            start = at


def _begins_present(context: Context, at: int) -> bool:
    return context.message[at].form in _BEGINS_PRESENT or _turns_present(context, at)


def _turns_present(context: Context, at: int) -> bool:
    """Does a clause about the present begin here?"""
    word = context.message[at]
    if context.inside(at, "long_ago") or (word.form == "but" and _that_was(context, at + 1)):
        return False  # "two years ago today", "but that was months ago"
    joined = at > 0 and context.message[at - 1].form in ("and", "because", "so")
    return word.form in ("but", "now", "today", "tonight") or (
        word.form in _HERE_AND_NOW and (joined or word.after == "comma")
    )


def _hypothetical(context: Context) -> Iterator[tuple[int, int]]:
    for name in ("hypothetical", "supposing", "general_question"):
        for hit in context.spans(name):
            if name == "supposing" and context.message[hit.first].after == "":
                continue  # "say my calf swelled", but not "they say my calf is swollen"
            _, end = context.sentence(hit.first)
            stop = hit.last + 1
            while stop < end and not _turns_real(context, stop):
                stop += 1
            said = {word.form for word in context.message[hit.last + 1 : stop]}
            if name != "general_question" or not said & _SOMEBODY:
                yield hit.first, stop


def _conditional(context: Context) -> Iterator[tuple[int, int]]:
    """ "If my stitches opened what would I do": "if" and "would", and nothing in the present."""
    for hit in context.spans("if_then"):
        if not (
            context.any_between("present_verb", hit.first, hit.last)
            or context.inside(hit.first, "not_supposed")
        ):
            _, end = context.sentence(hit.first)
            yield hit.first, end


def _turns_real(context: Context, at: int) -> bool:
    """ "... because my calf is swollen": does a clause about her begin here?"""
    word = context.message[at]
    joined = at > 0 and context.message[at - 1].form in ("and", "as", "since", "so")
    return word.form in ("but", "because") or (
        word.form in ("my", "im", "ive", "i", "mine") and (joined or word.after == "comma")
    )
