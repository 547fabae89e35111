"""Whose body a clause is about: hers, her baby's, or somebody else's; and whose story it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policies.safety.reading.context import FIRST_PERSON, Context

HER, BABY, OTHER = "her", "baby", "other"

_KINDS = {"baby_word": BABY, "other_he": OTHER, "other_she": OTHER, "other_person": OTHER}
_NEAR_BABY = 6  # words
_PLACED = 3  # words from a person to the "my" of "a girl in my group"
_WHO_FOLLOWS = 5  # words from a person to the "who" or "whose" that goes on about them
_DETERMINERS = frozenset(
    ["my", "the", "our", "a", "an", "this", "that", "your", "one", "his", "her"]
)
_PREPOSITIONS = frozenset(
    ["of", "with", "to", "for", "at", "from", "by", "on", "about", "around", "near", "in",
     "holding", "feeding", "lifting", "carrying", "tell", "told", "see", "seeing"]
)  # fmt: skip
_PRONOUNS = frozenset(["he", "she", "hes", "shes", "he'll", "she'll"])
_POSSESSIVES = frozenset(["his", "her"])
_WHO = frozenset(["who", "whos", "whose"])
_BEFORE_A_PERSON = frozenset(
    ["own", "little", "older", "ex", "poor", "dear", "eldest", "youngest", "best", "big", "wee"]
)
_PLACES = frozenset(["in", "from", "at"])
_COPULAS = frozenset(["is", "was"])
_MANY = frozenset(
    ["everyone", "everybody", "people", "kids", "children", "friends", "women", "mums", "moms"]
)
_TOLD = frozenset(["theres", "its", "it", "the", "this", "that"])
_SAYS = frozenset(["says", "said", "say", "reckons", "noticed", "spotted"])
_TO_HER = frozenset(["me", "my", "us", "our"])
People = Mapping[int, tuple[str, str]]  # word -> (whose, kind)


@dataclass(frozen=True)
class Subjects:
    """For each word: whose clause it is in; whether nobody is named but the baby is near; and
    whether it belongs to the story of somebody from outside ("a girl at work who ...")."""

    whose: tuple[str, ...]
    baby_near: tuple[bool, ...]
    elsewhere: tuple[bool, ...]


def subjects(context: Context) -> Subjects:
    """Who is the subject of every word of a message."""
    people = _people(context)
    subject, named = HER, False
    until_clause: tuple[str, bool] | None = None  # whom the next clause goes back to
    result: list[tuple[str, bool]] = []
    known: dict[str, str] = {}  # kind -> whose; the last named stands last
    last_person = -_WHO_FOLLOWS - 1
    begins: set[int] = set()  # words where somebody else becomes the subject
    at_home = False  # whether the subject is somebody else of the home
    for at, word in enumerate(context.message):
        pronoun = word.form in _PRONOUNS
        if (
            word.after in ("stop", "question")
            and not pronoun
            and word.form not in (*_POSSESSIVES, "they")
        ):
            subject, named, until_clause = HER, False, None
        elif until_clause and context.clause_start(at):
            subject, named = until_clause
            until_clause = None
        if at in people:
            who, kind = people[at]
            if word.form not in _MANY:  # no "he" or "she" is everybody
                known.pop(kind, None)
                known[kind] = who
            last_person = at if who == OTHER else -_WHO_FOLLOWS - 1
            if _is_subject(context, at, people):
                subject, named, until_clause = who, True, None
            elif _owns_what_follows(context, at):
                until_clause = until_clause or (subject, named)
                subject, named = who, True
        elif context.inside(at, "thing") and context.verb_follows(at):
            until_clause = until_clause or (subject, named)
            subject, named = OTHER, True
        elif word.form in _WHO and at - last_person <= _WHO_FOLLOWS and word.after != "stop":
            subject, named, until_clause = OTHER, True, None
            begins.add(last_person)
        elif at_home and subject == OTHER and _is_told(context, at):
            subject, named, until_clause = HER, False, None
        elif word.form in FIRST_PERSON:
            owns = word.form == "my" and (
                _person_follows(context, at, people)
                or (subject == OTHER and _placed(context, at, last_person))
            )
            if word.form != "me" and not owns:
                subject, named, until_clause = HER, True, None
        elif pronoun or (
            word.form in _POSSESSIVES
            and context.clause_start(at)
            and not _person_follows(context, at, people)
        ):
            subject, named, until_clause = _antecedent(word.form, known), True, None
        if subject == OTHER and at in people:
            begins.add(at)
            at_home = context.inside(at, "household") or (at_home and at - 1 in people)
        result.append((subject, named))
    near = {
        context.message[at].place + distance
        for at, (who, _) in people.items()
        if who == BABY
        for distance in range(-_NEAR_BABY, _NEAR_BABY + 1)
    }
    return Subjects(
        tuple(who for who, _ in result),
        tuple(
            word.place in near and not sure
            for word, (_, sure) in zip(context.message, result, strict=True)
        ),
        tuple(_elsewhere(context, people, begins)),
    )


def _people(context: Context) -> People:
    """Who is named where. The baby of somebody else is somebody else."""
    people = {
        at: (who, kind)
        for kind, who in _KINDS.items()
        for hit in context.spans(kind)
        for at in range(hit.first, hit.last + 1)
    }
    for at in sorted(people):
        owner = people.get(at - 1)
        if (
            people[at][0] == BABY
            and owner is not None
            and owner[0] == OTHER
            and context.message[at].after == ""
            and (owner[1] == "" or context.possessive(at - 1))
        ):
            people[at] = (OTHER, "")  # "my friend's little one": the mark carries on
    return {at: (who, kind or "other_person") for at, (who, kind) in people.items()}


def _person_follows(context: Context, at: int, people: People) -> bool:
    return at + 1 in people or (
        at + 2 in people and context.message[at + 1].form in _BEFORE_A_PERSON
    )


def _first_of_name(context: Context, at: int, people: People) -> int:
    """Where "my own poor sister" begins."""
    message = context.message
    start = at
    while (
        start > 0
        and message[start].after == ""
        and (
            message[start - 1].form in _DETERMINERS
            or message[start - 1].form in _BEFORE_A_PERSON
            or start - 1 in people
        )
    ):
        start -= 1
    if start > 0 and message[start - 1].form == "me" and context.clause_start(start - 1):
        start -= 1  # "me dad's in hospital"
    return start


def _is_subject(context: Context, at: int, people: People) -> bool:
    """A person is what a clause is about when it begins with them or a verb follows."""
    start = _first_of_name(context, at, people)
    verb_follows = context.verb_follows(at)
    if (
        not verb_follows
        and start > 1
        and context.message[start].after == ""
        and context.message[start - 1].form in _COPULAS
        and not context.clause_start(start - 1)
    ):
        return False  # "her little one is three weeks old"
    return context.clause_start(start) or (
        context.message[start - 1].form not in _PREPOSITIONS and verb_follows
    )


def _owns_what_follows(context: Context, at: int) -> bool:
    """In "last night a woman's stitches burst": until the next clause it is about hers."""
    before = at - 1
    while before >= 0 and context.message[before].form in _DETERMINERS:
        before -= 1
    after_preposition = before >= 0 and context.message[before].form in _PREPOSITIONS
    return not after_preposition and context.apostrophe(at)


def _placed(context: Context, at: int, person: int) -> bool:
    """In "a girl in my group is ...": is it her place, but somebody else in it?"""
    return (
        at - person <= _PLACED
        and context.message[at].after == ""
        and context.message[at - 1].form in _PLACES
    )


def _is_told(context: Context, at: int) -> bool:
    """ "My husband says there's a red patch": what those of the home see is hers."""
    return at > 0 and context.message[at - 1].form in _SAYS and context.message[at].form in _TOLD


def _antecedent(pronoun: str, known: Mapping[str, str]) -> str:
    """Whom he or she is: the person named last that the pronoun fits, otherwise the baby."""
    wrong = "other_she" if pronoun.startswith("h") and pronoun != "her" else "other_he"
    fitting = [who for kind, who in known.items() if kind != wrong]
    return fitting[-1] if fitting else BABY


def _elsewhere(context: Context, people: People, begins: set[int]) -> list[bool]:
    """The story of somebody from outside the home, as far as she herself is not in it."""
    result = [False] * context.size
    for begin in sorted(begins):
        if people[begin][0] != OTHER or context.inside(begin, "household"):
            continue
        _, end = context.sentence(begin)
        stop = begin
        while stop < end and (
            context.message[stop].form not in FIRST_PERSON
            or stop in people
            or (context.message[stop].form == "my" and _person_follows(context, stop, people))
        ):
            stop += 1
        if stop < end and context.message[stop].form in _TO_HER and not context.clause_start(stop):
            continue  # "my friend is poisoning me"
        result[begin:stop] = [True] * (stop - begin)
    return result
