"""Whose body a clause is about: hers, her baby's, or somebody else's."""

from __future__ import annotations

from collections.abc import Mapping

from policies.safety.context import FIRST_PERSON, Context

HER, BABY, OTHER = "her", "baby", "other"

_KINDS = {"baby_word": BABY, "other_he": OTHER, "other_she": OTHER, "other_person": OTHER}
_NEAR_BABY = 6  # words
_DETERMINERS = frozenset(["my", "the", "our", "a", "an", "this", "your", "one", "his", "her"])
_PREPOSITIONS = frozenset(
    ["of", "with", "to", "for", "at", "from", "by", "on", "about", "around", "near", "in",
     "holding", "feeding", "lifting", "carrying", "tell", "told", "see", "seeing"]
)  # fmt: skip
_PRONOUNS = frozenset(["he", "she", "hes", "shes", "he'll", "she'll"])
_POSSESSIVES = frozenset(["his", "her"])
_BEFORE_A_PERSON = frozenset(
    ["own", "little", "older", "ex", "poor", "dear", "eldest", "youngest", "best"]
)
People = Mapping[int, tuple[str, str]]  # word -> (whose, kind)


def whose(context: Context) -> tuple[list[str], list[bool]]:
    """For each word, whose clause it is in; and whether nobody is named but the baby is near."""
    people = {
        at: (who, kind)
        for kind, who in _KINDS.items()
        for hit in context.spans(kind)
        for at in range(hit.first, hit.last + 1)
    }
    subject, named = HER, False
    result: list[tuple[str, bool]] = []
    known: dict[str, str] = {}  # kind -> whose; the last named stands last
    for at, word in enumerate(context.message):
        pronoun = word.form in _PRONOUNS
        if (
            word.after in ("stop", "question")
            and not pronoun
            and word.form not in (*_POSSESSIVES, "they")
        ):
            subject, named = HER, False
        if at in people:
            who, kind = people[at]
            known.pop(kind, None)
            known[kind] = who
            if _is_subject(context, at, people):
                subject, named = who, True
        elif word.form in FIRST_PERSON:
            owns = word.form == "my" and _person_follows(context, at, people)
            if word.form != "me" and not owns:
                subject, named = HER, True
        elif pronoun or (
            word.form in _POSSESSIVES
            and context.clause_start(at)
            and not _person_follows(context, at, people)
        ):
            subject, named = _antecedent(word.form, known), True
        result.append((subject, named))
    near = {
        context.message[at].place + distance
        for at, (who, _) in people.items()
        if who == BABY
        for distance in range(-_NEAR_BABY, _NEAR_BABY + 1)
    }
    baby_near = [
        word.place in near and not sure
        for word, (_, sure) in zip(context.message, result, strict=True)
    ]
    return [who for who, _ in result], baby_near


def _person_follows(context: Context, at: int, people: People) -> bool:
    return at + 1 in people or (
        at + 2 in people and context.message[at + 1].form in _BEFORE_A_PERSON
    )


def _is_subject(context: Context, at: int, people: People) -> bool:
    """A person is what a clause is about when it begins with them or a verb follows."""
    message = context.message
    start = at
    while (
        start > 0
        and message[start].after == ""
        and (message[start - 1].form in _DETERMINERS or start - 1 in people)
    ):
        start -= 1
    if context.clause_start(start):
        return True
    following = at + 1
    return (
        message[start - 1].form not in _PREPOSITIONS
        and following < context.size
        and message[following].after == ""
        and context.inside(following, "finite_verb")
    )


def _antecedent(pronoun: str, known: Mapping[str, str]) -> str:
    """Whom he or she is: the person named last that the pronoun fits, otherwise the baby."""
    wrong = "other_she" if pronoun.startswith("h") and pronoun != "her" else "other_he"
    fitting = [who for kind, who in known.items() if kind != wrong]
    return fitting[-1] if fitting else BABY
