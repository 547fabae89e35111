"""The linter of the safety data: ``python -m policies.safety.check`` lists what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from policies.safety.errors import SafetyRulesError, read_yaml
from policies.safety.escalation import Form, countries, fill, numbers_for
from policies.safety.reading.concepts import SKIPPABLE, read_vocabulary
from policies.safety.reading.scope import CUES
from policies.safety.rules import Tier
from policies.safety.screen import HERE, SCOPE, concept_files, load_screen

LONGEST = 500  # characters of a text to her
NUMBERS_LAST = timedelta(days=365)
# What each tier needs; a sign for review is thanked for once and holds nothing back.
FORMS: Mapping[Tier, tuple[Form, ...]] = {
    "review": ("text",),
    "urgent": ("text", "repeat"),
    "emergency": ("text", "repeat", "answered", "held"),
}

# The safety contract: each flag and the tiers it can take.
CONTRACT: Mapping[str, tuple[Tier, ...]] = {
    "cauda_equina": ("emergency",),
    "progressive_weakness": ("emergency",),
    "spinal_infection": ("urgent", "emergency"),
    "fracture": ("urgent",),
    "clot": ("urgent",),
    "lung_clot_or_heart": ("emergency",),
    "preeclampsia_stroke": ("urgent", "emergency"),  # urgent: pressure raised, not very high
    "haemorrhage": ("emergency",),
    "infection_sepsis": ("urgent", "emergency"),
    "dural_puncture_headache": ("urgent",),
    "kidney_urinary": ("urgent",),
    "mastitis": ("urgent",),
    "cancer_inflammatory": ("review",),
    "self_harm": ("urgent", "emergency"),
    "harm_to_baby": ("urgent", "emergency"),
    "psychosis": ("emergency",),
    "partner_violence": ("urgent", "emergency"),
    "baby_unwell": ("emergency",),
    "persistent_low_mood": ("review",),
}


def check(folder: Path = HERE, today: date | None = None) -> list[str]:
    """Every problem of the rules, texts and numbers in a folder, as sentences; [] when none.

    With `today`, numbers that nobody has checked for a year are problems too.
    """
    try:
        screen = load_screen(folder)
        responses = read_yaml(folder / "responses.yml")
        numbers = read_yaml(folder / "numbers.yml")
        entries = read_vocabulary(concept_files(folder)).entries
        cues = read_yaml(folder / SCOPE)
    except SafetyRulesError as error:
        return [str(error)]
    tiers: dict[str, set[str]] = {}
    used: set[str] = {SKIPPABLE}
    problems = []
    for rule in screen.loss:
        used |= rule.concepts()
        if rule.flag != "baby_loss" or not rule.source:
            problems.append(f"loss.yml, rule {rule.name}: needs the flag baby_loss and a source")
    for rule in screen.rules:
        where = f"rules/{rule.flag}.yml, rule {rule.name}"
        tiers.setdefault(rule.flag, set()).add(rule.tier)
        used |= rule.concepts()
        if rule.tier not in CONTRACT.get(rule.flag, ()):
            problems.append(f"{where}: the contract gives {rule.flag} no tier {rule.tier}")
        if not rule.source:
            problems.append(f"{where}: has no source")
    for flag, expected in CONTRACT.items():
        for tier in set(expected) - tiers.get(flag, set()):
            problems.append(f"rules: nothing finds {flag} as {tier}")
    problems += [f"scope.yml: cue {name} is missing" for name in sorted(CUES - set(cues))]
    problems += [
        f"concepts: no rule uses {name}" for name in sorted(set(entries) - _reached(used, entries))
    ]
    problems += _check_numbers(numbers, today)
    problems += _check_texts(responses, folder)
    return problems


def _reached(used: set[str], entries: Mapping[str, Any]) -> set[str]:
    """The concepts used, and those that they are made of."""
    reached: set[str] = set()
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        entry = entries.get(name)
        if isinstance(entry, list):
            waiting += [line[1:-1] for line in entry if line.startswith("<")]
        elif isinstance(entry, dict):
            waiting += [
                part.strip() for need in entry.get("together", ()) for part in need.split("|")
            ]
    return reached


def _check_numbers(numbers: Mapping[str, Any], today: date | None) -> Iterator[str]:
    for country, kinds in numbers["countries"].items():
        if "emergency" not in kinds:
            yield f"numbers.yml, {country}: has no emergency number"
        for kind, entry in kinds.items():
            for needed in ("number", "source", "last_checked"):
                if not entry.get(needed):
                    yield f"numbers.yml, {country} {kind}: has no {needed}"
            checked = entry.get("last_checked")
            if today and isinstance(checked, date) and today - checked > NUMBERS_LAST:
                yield f"numbers.yml, {country} {kind}: last checked on {checked}; check it again"


def _check_texts(responses: Mapping[str, Any], folder: Path) -> Iterator[str]:
    texts = {
        flag: (name, family)
        for name, family in responses["families"].items()
        for flag in family["flags"]
    }
    for flag, tiers in CONTRACT.items():
        if flag not in texts:
            yield f"responses.yml: no family answers {flag}"
            continue
        name, family = texts[flag]
        for tier in tiers:
            for form in FORMS[tier]:
                text = family.get(tier, {}).get(form)
                if not text:
                    yield f"responses.yml, {name}: has no {form} for {tier} ({flag})"
                    continue
                why = responses["why"].get(flag, "")
                if "{why}" in text and not why:
                    yield f"responses.yml: no reason ('why') for {flag}"
                for country in (*countries(folder), None):
                    length = len(fill(text, numbers_for(country, folder), why))
                    if length > LONGEST:
                        yield (
                            f"responses.yml, {name} {tier} {form}: {length} characters for "
                            f"{flag} in {country or 'an unknown country'}, at most {LONGEST}"
                        )


if __name__ == "__main__":
    found = check()
    print("\n".join(found) or "The safety rules, texts and numbers are in order.")
    sys.exit(bool(found))
