"""The dialogue's files fit together: checked in seconds, before any training."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from pathlib import Path

import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from bot import consent
from bot.capture.navigation import read_command
from bot.capture.privacy import (
    confirms_erasure,
    declines_erasure,
    wants_download,
    wants_to_correct,
)
from bot.capture.values import extract
from bot.capture.weekly import wants_weekly
from records.events import CHECKIN_MEASURES
from tests.conftest import ROOT

BOT = ROOT / "bot"
DOMAIN = [yaml.safe_load(path.read_text()) for path in sorted((BOT / "domain").glob("*.yml"))]
RULES = [
    rule
    for path in sorted((BOT / "data" / "rules").glob("*.yml"))
    for rule in yaml.safe_load(path.read_text())["rules"]
]
INTENTS = [intent for part in DOMAIN for intent in part.get("intents", [])]
ACTIONS = [action for part in DOMAIN for action in part.get("actions", [])]
RESPONSES = {name: texts for part in DOMAIN for name, texts in part.get("responses", {}).items()}
CODE = "\n".join(path.read_text() for path in (BOT / "actions").glob("*.py"))


def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in (BOT / "data" / "nlu").glob("*.yml"):
        for entry in yaml.safe_load(path.read_text())["nlu"]:
            lines = [line[2:] for line in entry["examples"].splitlines() if line.startswith("- ")]
            found.setdefault(entry["intent"], []).extend(lines)
    return found


def steps(kind: str) -> list[str]:
    return [step[kind] for rule in RULES for step in rule["steps"] if kind in step]


def test_every_intent_has_examples_or_comes_from_the_clock() -> None:
    assert {i for i in INTENTS if not i.startswith("EXTERNAL_")} == set(examples())


def test_every_intent_has_one_rule() -> None:
    ruled = steps("intent")
    assert sorted(ruled) == sorted([*INTENTS, "nlu_fallback"])


def test_every_action_is_registered_and_in_the_domain() -> None:
    executor = ActionExecutor()
    for module in pkgutil.iter_modules([str(BOT / "actions")], "bot.actions."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Action) and thing is not Action:
                executor.register_action(thing)
    assert set(ACTIONS) == set(executor.actions)


def test_every_response_is_said_somewhere_and_every_one_said_exists() -> None:
    forms = {
        f"utter_ask_{form}_{slot}"
        for part in DOMAIN
        for form, content in part.get("forms", {}).items()
        for slot in content["required_slots"]
    }
    said = set(re.findall(r"utter_\w+", CODE)) | set(steps("action"))
    families = tuple(name for name in said if name.endswith("_"))
    families += ("utter_range_", "utter_checkin_done")
    for name in RESPONSES:
        unclear = name.startswith("utter_") and name.endswith("_unclear")
        assert name in said | forms or name.startswith(families) or unclear, f"{name} is never said"
    for name in said:
        if name.startswith("utter_") and not name.endswith("_") and name != "utter_message":
            known = any(response.startswith(name) for response in RESPONSES)
            assert known or name == "utter_action", f"{name} is not in the domain"


def test_no_slot_takes_whatever_she_says() -> None:
    for part in DOMAIN:
        for name, slot in part.get("slots", {}).items():
            assert slot["mappings"] == [{"type": "custom"}], name
            assert slot["influence_conversation"] is False, name


def test_the_consent_text_and_its_version_change_together() -> None:
    text = RESPONSES["utter_consent_text"][0]["text"]
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    assert (consent.VERSION, digest) == ("2026-12", "378414faf5f1"), (
        "the consent text changed: give it a new version in bot/consent.py"
    )


def test_every_button_means_something() -> None:
    known = {text.lower() for texts in examples().values() for text in texts}
    answers = {"skip", "vaginal", "caesarean"}  # heard by capture
    for name, texts in RESPONSES.items():
        measure = name.removeprefix("utter_ask_checkin_form_")
        for button in [button for variant in texts for button in variant.get("buttons", [])]:
            title = button["title"]
            assert title == button["payload"]
            if measure in CHECKIN_MEASURES and title != "Skip":
                assert [v.measure for v in extract(title, measure).values] == [measure], title
            else:
                heard = title.lower() in known | answers or read_command(title)
                of_her_data = (
                    wants_download(title) or wants_to_correct(title)
                    or confirms_erasure(title) or declines_erasure(title)
                )  # fmt: skip
                assert heard or of_her_data or wants_weekly(title), title


def test_no_file_of_the_dialogue_has_grown_too_long() -> None:
    for path in [*(BOT / "domain").glob("*.yml"), *(BOT / "actions").glob("*.py")]:
        assert len(Path(path).read_text().splitlines()) <= 250, path
