"""Codes of what is measured: LOINC where a code was confirmed, else a local one that says so.

Confirmed in public LOINC pages: 72514-3 (pain 0 to 10, as reported), 55757-9 with its total 55758-7
and items 44250-9 and 44255-8 (loinc.org/55757-9), 69725-0 and 68509-9 (loinc.org/69729-2). Whether
93832-4 is the duration of sleep or a panel they say differently, and nothing was found for the
rest: those are local. LOINC is a trademark of Regenstrief Institute, Inc.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clinic.fhir.elements import concept, text
from clinic.words import MEASURES
from policies.measures.questionnaire import by_id

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
LOCAL = "urn:backstay:measure"
LOCAL_ANSWER = "urn:backstay:answer"


@dataclass(frozen=True)
class Unit:
    """A unit as people read it and as UCUM writes it."""

    name: str
    ucum: str


SCORE = Unit("{score}", "{score}")
HOURS = Unit("h", "h")
TIMES = Unit("times", "{times}")
ONE = Unit("1", "1")

CONFIRMED = {
    "pain_now": ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"),
    "phq2": ("55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]"),
    "phq2_interest": ("44250-9", "Little interest or pleasure in doing things"),
    "phq2_low": ("44255-8", "Feeling down, depressed, or hopeless"),
    "gad2_nervous": ("69725-0", "Feeling nervous, anxious or on edge"),
    "gad2_worry": (
        "68509-9",
        "Over the past 2 weeks have you not been able to stop or control worrying",
    ),
}
UNITS = {
    "pain_now": SCORE,
    "pain_worst": SCORE,
    "mood": SCORE,
    "sleep_hours": HOURS,
    "night_wakings": TIMES,
}


def code(measure: str) -> dict[str, Any]:
    """The CodeableConcept of a measure, a questionnaire's score or one of its items."""
    if measure in CONFIRMED:
        loinc, display = CONFIRMED[measure]
        return {
            "coding": [{"system": LOINC, "code": loinc, "display": display}],
            "text": title(measure),
        }
    return concept(f"{title(measure)} (local code)", LOCAL, token(measure))


def title(measure: str) -> str:
    """What a measure is called."""
    if measure in MEASURES:
        return MEASURES[measure]
    for one in by_id().values():
        if measure == one.id:
            return one.title
        for item in one.items:
            if measure == item.id:
                return item.short
    return text(measure) or "unknown"


def value(measure: str, told: float | str) -> dict[str, Any]:
    """The `value[x]` of an Observation, or why there is none."""
    if isinstance(told, str):
        words = text(told)
        if words is None:
            return {"dataAbsentReason": concept("unknown")}
        return {"valueCodeableConcept": concept(words, LOCAL_ANSWER, token(words))}
    return {"valueQuantity": quantity(measure, told)}


def quantity(measure: str, told: float) -> dict[str, Any]:
    known = measure.partition("_")[0] in by_id()
    unit = UNITS.get(measure, SCORE if known else ONE)
    # a mean of three items is no more exact than this
    return {"value": round(told, 2), "unit": unit.name, "system": UCUM, "code": unit.ucum}


def token(name: str) -> str:
    """A name as a FHIR code: single spaces inside, none around."""
    return " ".join((text(name) or "unknown").split())
