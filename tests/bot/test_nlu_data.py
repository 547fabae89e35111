"""What intents are learnt from: complete, unambiguous, and apart from the messages that test."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "bot" / "data" / "nlu"
SETS = Path(__file__).parent / "nlu_sets"


def plain(text: str) -> str:
    """Words alone, so that "Stop!" and "stop" are the same message; an emoji stays what it is."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", ""))) or text


def examples() -> list[tuple[str, str]]:
    """(intent, line) of every training example, as written."""
    blocks = [
        block
        for path in sorted(EXAMPLES.glob("*.yml"))
        for block in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
    ]
    return [(b["intent"], line) for b in blocks for line in b["examples"].splitlines()]


def intents_of_domain() -> set[str]:
    """What the dialogue knows, but for events that are not messages."""
    domains = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / "bot" / "domain").glob("*.yml")
    ]
    names = {name for domain in domains for name in domain.get("intents") or []}
    return {name for name in names if not name.startswith("EXTERNAL_")}


def test_set(name: str) -> list[tuple[str, str]]:
    rows = yaml.safe_load((SETS / f"{name}.yml").read_text(encoding="utf-8"))
    return [(row["intent"], row["text"]) for row in rows]


test_set.__test__ = False  # type: ignore[attr-defined]


def test_every_intent_of_the_dialogue_has_examples_enough() -> None:
    counts = Counter(intent for intent, _ in examples())
    assert set(counts) == intents_of_domain()
    assert min(counts.values()) >= 20


def test_every_line_is_one_plain_message() -> None:
    """Rasa reads brackets as entities, and silently drops a line without its dash."""
    odd = [line for _, line in examples() if not re.fullmatch(r"- [^\s\[\]{}][^\[\]{}]*", line)]
    assert odd == []


def test_no_example_is_given_two_intents() -> None:
    seen: dict[str, set[str]] = {}
    for intent, line in examples():
        seen.setdefault(plain(line), set()).add(intent)
    assert {text: intents for text, intents in seen.items() if len(intents) > 1} == {}


@pytest.mark.parametrize(
    ("name", "least"), [("dev", 8), ("held_out", 10), ("validation", 14), ("test", 14)]
)
def test_the_messages_that_test_cover_every_intent(name: str, least: int) -> None:
    counts = Counter(intent for intent, _ in test_set(name))
    assert set(counts) == intents_of_domain()
    assert min(counts.values()) >= least


def test_nothing_is_tested_that_was_learnt_or_tuned_on() -> None:
    """`validation` and `test` were written blind: what is short coincides, and is counted apart."""
    learnt = {plain(line.removeprefix("- ")) for _, line in examples()}
    for name in ("dev", "held_out"):
        assert sorted(learnt & {plain(text) for _, text in test_set(name)}) == []
    for name in ("validation", "test"):
        texts = [plain(text) for _, text in test_set(name)]
        assert len(set(texts)) == len(texts)
        assert sum(text in learnt for text in texts) < 0.2 * len(texts)
