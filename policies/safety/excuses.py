"""Said, but not here and now: figures of speech, what is over, what was long ago, what if."""

from __future__ import annotations

from collections.abc import Iterator

from policies.safety.context import FIRST_PERSON, Context

EXCUSES = ("figure", "negated", "resolved", "past", "hypothetical")

_HERE_AND_NOW = frozenset(["my", "im", "ive", "its", "theres", "now", "today", "tonight", "cant"])
_SOMEBODY = FIRST_PERSON | {"hes", "shes", "his", "she", "he", "her"}


def excused(context: Context) -> list[set[str]]:
    """For each word, the excuses that reach it (all but negation)."""
    marks: list[set[str]] = [set() for _ in context.message]
    for excuse, reaches in (
        ("figure", _figures(context)),
        ("resolved", _resolved(context)),
        ("past", _long_ago(context)),
        ("hypothetical", _hypothetical(context)),
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
        if any(context.inside(at, "not_resolved") for at in (hit.first, hit.last)):
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
        start, stop = hit.first, hit.last + 1
        while start > first and not _turns_present(context, start):
            start -= 1
        while stop < end and not _turns_present(context, stop):
            stop += 1
        if not context.any_between("still_here", start, end):
            yield start, stop


def _turns_present(context: Context, at: int) -> bool:
    """Does a clause about the present begin here?"""
    word = context.message[at]
    joined = at > 0 and context.message[at - 1].form in ("and", "because", "so")
    return word.form in ("but", "now", "today", "tonight") or (
        word.form in _HERE_AND_NOW and (joined or word.after == "comma")
    )


def _hypothetical(context: Context) -> Iterator[tuple[int, int]]:
    for name in ("hypothetical", "general_question"):
        for hit in context.spans(name):
            _, end = context.sentence(hit.first)
            stop = hit.last + 1
            while stop < end and not _turns_real(context, stop):
                stop += 1
            said = {word.form for word in context.message[hit.last + 1 : stop]}
            if name == "hypothetical" or not said & _SOMEBODY:
                yield hit.first, stop


def _turns_real(context: Context, at: int) -> bool:
    """ "... because my calf is swollen": does a clause about her begin here?"""
    word = context.message[at]
    joined = at > 0 and context.message[at - 1].form in ("and", "as", "since", "so")
    return word.form in ("but", "because") or (
        word.form in ("my", "im", "ive", "i", "mine") and (joined or word.after == "comma")
    )
