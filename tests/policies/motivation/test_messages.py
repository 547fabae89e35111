"""The messages a clinician signs: the shipped ones are in order, and a slip is named clearly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.articles import load_articles, topics
from policies.motivation.check import check
from policies.motivation.messages import (
    FAMILIES,
    HERE,
    MESSAGES,
    SOURCES,
    Message,
    fill,
    load_sources,
    messages,
)

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copies the shipped files and replaces a text in one of them."""

    def change(file: str, old: str, new: str) -> Path:
        for path in HERE.glob("*.yml"):
            shutil.copy(path, tmp_path)
        target = tmp_path / file
        text = target.read_text(encoding="utf-8")
        assert old in text
        target.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return change


def test_the_shipped_messages_are_in_order() -> None:
    assert check() == []


def test_there_are_plenty_of_every_family() -> None:
    assert len(messages()) >= 150
    assert {message.family for message in messages()} == set(FAMILIES)


REST = '"This is your permission to do less. You may not need it, but here it is."'
TILT = "when: {none: [exercise_waits]}\n    topic: stretching-and-mobility"
AFTER_FEED = "when: {none: [exercise_waits, loss]}\n    topic: weekly-activity-target"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("all: [bad_day]", "all: [bad_dya]", "bad_dya is no fact"),
        ("all: [bad_day]}", "all: [bad_day], none: [bad_day]}", "asks for bad_day and rules it"),
        (REST, '"You could do {thing}."', "{thing} is no placeholder"),
        (REST, '"Here is what matters to you now: {goal}."', "has a value only by has_goal"),
        (REST, f'"{"Rest is fine. " * 16}"', "at most 220"),
        (REST, '"Rest! Now! It is fine."', "more than one exclamation mark"),
        (REST, '"Physiotherapeutic considerations notwithstanding, relaxation."', "reads at grade"),
        (REST, '"You should rest now."', "says 'should'"),
        (REST, '"Don\'t forget to rest."', "says \"Don't forget\""),
        (REST, '"You are on a streak of three."', "says 'streak'"),
        (REST, '"No guilt, but here you are again."', "says 'guilt'"),
        (REST, '"A nap will ease it."', "says 'will ease'"),
        (REST, '"Ask your husband to do it."', "says 'your husband'"),
        (REST, '"Is the pain there again? Then rest."', "lock screen"),
        (REST, '"Well done, you did it."', "'none' needs bad_day, loss, pain_worse"),
        (REST, '"A little walk to the door is fine."', "'none' needs exercise_waits"),
        (REST, '"Once the baby naps, you may as well."', "'none' needs loss"),
        ("all: [moved_twice], none: [exercise_waits, loss, bad_day, pain_worse]",
         "all: [moved_twice], none: [exercise_waits, loss, bad_day]", "'none' needs pain_worse"),
        (TILT, "topic: stretching-and-mobility", "is an exercise"),
        (AFTER_FEED, "when: {none: [exercise_waits]}\n    topic: weekly-activity-target",
         "says 'feed' (baby), so 'none' needs loss"),
        ("topic: stretching-and-mobility", "", "offers to show more, so it needs a topic"),
        (REST, '"If it\'s a choice between a chore and lying down, lying down is the answer."',
         "read the same"),
        ("id: checkin-quick", "id: checkin-as-agreed", "checkin-as-agreed is there twice"),
        ("buttons: [Not now]", "buttons: [Later]", "'Later' is no button"),
        ("buttons: [Not now]", "buttons: []", "has no button"),
        ("buttons: [Not now]", "buttons: [Check in]", "leads nowhere"),
        ("    ask: true\n", "", "for all of it"),
        ("source: [sands-2021]", "source: [sands-1921]", "sands-1921 is not in sources.yml"),
        ("source: [sands-2021]", "source: []", "has no source"),
        ("reviewed_by: pending", 'reviewed_by: ""', "'reviewed_by' is empty"),
        ("\nrest:\n", "\nnaps:\n", "naps: is no family of messages"),
        ("id: checkin-quick", "name: checkin-quick", "checkin number 1: cannot be read"),
        ("    ask: true\n", "    aks: true\n", "unknown: aks"),
        ("checkin:\n", "checkin: [\n", "is not valid YAML"),
    ],
)  # fmt: skip
def test_a_slip_in_a_message_is_named(edit: Edit, old: str, new: str, problem: str) -> None:
    found = check(edit(MESSAGES, old, new))
    assert any(problem in line and line.startswith("messages.yml") for line in found), found


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("doi: 10.1037/bul0000025", "doi: bul0000025", "bul0000025 is no DOI"),
        ("  doi: 10.1037/bul0000025\n", "", "has neither a doi nor a url"),
        ("deci-1994:", "somebody-1994:", "somebody-1994 is used by no message"),
    ],
)
def test_a_slip_in_a_source_is_named(edit: Edit, old: str, new: str, problem: str) -> None:
    assert any(problem in line for line in check(edit(SOURCES, old, new)))


def test_a_family_that_has_become_too_small_is_named(edit: Edit) -> None:
    text = (HERE / MESSAGES).read_text(encoding="utf-8")
    found = check(edit(MESSAGES, text[text.index("\nrest:\n") :], "\n"))
    assert "messages.yml: rest has 0 messages, at least 15" in found
    assert "messages.yml: rest has fewer than 3 messages that wait for no fact" in found


def test_a_list_of_words_that_cannot_be_read_is_named(edit: Edit) -> None:
    assert check(edit("wording.yml", "  - guilt\\w*", "  - guilt("))[0].startswith("wording.yml")


def test_every_topic_has_articles() -> None:
    assert {message.topic for message in messages()} - {None} <= topics().keys()


def test_a_source_that_an_article_uses_as_well_is_the_same_work() -> None:
    of_articles = {s.id: (s.doi, s.url) for a in load_articles() for s in a.sources}
    for source in load_sources(HERE / SOURCES).values():
        assert of_articles.get(source.id, (source.doi, source.url)) == (source.doi, source.url)


def test_her_goal_is_quoted_in_her_own_words() -> None:
    goal = "carry {the} shopping upstairs"
    said = fill(_message("goal-keeps"), {"goal": goal})
    assert said == f'On a day like this, "{goal}" can rest. It will keep.'


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill(_message("goal-keeps"), {"topic": "Walking for a sore back"})


def _message(name: str) -> Message:
    return next(message for message in messages() if message.id == name)
