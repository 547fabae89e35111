"""The weekly note: her own words and numbers, fitting the week that she had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.check import reading_grade
from policies.motivation import week_note
from policies.motivation.quotes import LONGEST, quotes, sentences
from policies.motivation.week_note import Note, write
from policies.safety.labelled import read_corpus
from records.events import AlertRaised, GoalDropped, MessageReceived, Screened
from tests.policies.motivation.told import TODAY, UTC, Log, ago

CHEER = re.compile(r"\b(?:great|well done|proud|amazing|keep it up|progress|fullest)\b|!", re.I)
BLAME = re.compile(r"you (?:failed|forgot|missed|should)|streak|disappoint|lazy|only \d", re.I)


def note_of(log: Log, *, gentle: bool = False) -> Note:
    return write(log.events, TODAY, UTC, gentle=gentle)


def usual_week() -> Log:
    log = Log()
    log.sets_goal("lift him without wincing", ago(20))
    for back, pain in ((10, 6.0), (9, 6.0), (8, 7.0)):
        log.tells(ago(back), pain_now=pain)
    log.tells(ago(5), pain_now=5.0, sleep_hours=4.0, mood=6.0, exercise_done="no")
    log.tells(ago(4), pain_now=3.0, sleep_hours=6.0, mood=7.0, exercise_done="yes")
    log.says("I walked to the park and nothing hurt", ago(3))
    log.tells(ago(1), pain_now=4.0, sleep_hours=5.0, mood=7.0, exercise_done="partly")
    return log


def test_a_usual_week_in_numbers_a_gain_her_goal_and_her_words() -> None:
    log = usual_week()
    log.takes_step("Lifted him from the mat this morning", ago(2))
    text = note_of(log).text
    assert "You told me how you were on 3 days." in text
    assert "Your lowest pain was 3, on Wednesday." in text
    assert "You slept about 5 hours a night." in text
    assert "Your pain is about 2 points lower than the week before." in text
    assert 'Your goal: "lift him without wincing". You took a step towards it on 1 day.' in text
    assert 'On Thursday you wrote: "I walked to the park and nothing hurt"' in text
    assert 'On Friday you wrote: "Lifted him from the mat this morning"' in text
    assert text.endswith("?")


def test_every_part_leads_back_to_messages_of_hers() -> None:
    log = usual_week()
    texts = {e.id: e.body.text for e in log.events if isinstance(e.body, MessageReceived)}
    sources = {part.name: part for part in note_of(log).sources}
    assert set(sources) == {"days", "pain", "sleep", "gain", "goal", "quote"}
    assert all(set(part.messages) <= set(texts) and part.messages for part in sources.values())
    assert "pain_now 3.0" in texts[sources["pain"].messages[0]]
    assert texts[sources["quote"].messages[0]] == "I walked to the park and nothing hurt"


@pytest.mark.parametrize(
    "last_days",
    [
        {2: {"pain_now": 8.0}, 1: {"pain_now": 7.0}},
        {2: {"mood": 2.0}, 1: {"mood": 7.0}, 0: {"mood": 3.0}},
        {1: {"pain_now": 9.0}},
        {3: {"pain_now": 6.0}, 2: {"pain_now": 6.0}, 1: {"pain_now": 6.5}},  # from a mean of 3
    ],
)
def test_a_hard_week_gets_rest_and_no_cheer(last_days: dict[int, dict[str, float]]) -> None:
    log = Log()
    log.sets_goal("lift him", ago(20))
    for back in (10, 9, 8):
        log.tells(ago(back), pain_now=3.0, exercise_done="yes")
    for back, told in last_days.items():
        log.tells(ago(back), exercise_done="yes", **told)
    log.says("I walked to the park and nothing hurt", ago(4))
    note = note_of(log)
    assert note.hard
    assert "rest" in note.text.lower()
    assert "?" not in note.text and "goal" not in note.text and "you wrote" not in note.text
    assert not CHEER.search(note.text)


def test_a_better_day_after_one_bad_day_is_no_hard_week() -> None:
    log = Log()
    log.tells(ago(4), pain_now=8.0)
    log.tells(ago(1), pain_now=4.0)
    assert not note_of(log).hard


def test_while_a_sign_waits_nothing_of_exercise_is_spoken_of() -> None:
    text = note_of(usual_week(), gentle=True).text
    assert not re.search(r"active|exercis|goal|step|park", text)


def test_a_silent_week_is_met_without_reproach_and_without_a_picture() -> None:
    note = note_of(Log())
    assert note.picture is None and note.sources == ()
    assert "fine" in note.text and not BLAME.search(note.text)


def test_a_goal_that_was_dropped_is_not_brought_up() -> None:
    log = usual_week()
    log.add(GoalDropped("message"), ago(0))
    assert "goal" not in note_of(log).text


# --- her words ---


def quoted(*texts: str) -> list[str]:
    log = Log()
    for back, text in enumerate(texts):
        log.says(text, ago(back))
    found = quotes(reversed_in_time(log), ago(6), TODAY, UTC)
    return [quote.words for quote in found]


def reversed_in_time(log: Log) -> list:  # type: ignore[type-arg]
    return sorted(log.events, key=lambda event: event.at)


@pytest.mark.parametrize(
    "said",
    [
        "I walked to the park and nothing hurt",
        "managed the stairs without holding on",
        "finally slept well, feeling human",
        "I\N{RIGHT SINGLE QUOTATION MARK}m so proud of myself today",
        "It was a calm day and I felt good",
        "I lifted her out of the bath without pain",
        "carried him upstairs for the first time",
        "Pushed the pram up the hill, I can't believe it!",
    ],
)
def test_what_may_be_said_back(said: str) -> None:
    assert quoted(said) == [said]


@pytest.mark.parametrize(
    "said",
    [
        "I finally managed to cry about it",
        "I managed to hide the bruise he gave me",
        "walked out after he hit me again",
        "I managed it, nobody will ever find me",
        "my son walked for the first time",
        "my mum fell and I lifted her into the ambulance",
        "I feel better when I think of ending it all",
        "he finally slept, I shook him a bit",
        "I managed not to drop her this time",
        "I did not manage the walk to the park",
        "I wish I could say my back is better",
        "I'm better off dead",
        "is my back better when I walk more?",
        "pain 4, slept 5 hours, walked a bit",
        "I walked to the park but it was awful",
        "proud of me",
        "have i got stronger",
        "my husband managed to get the day off",
        "he walked to the shops for the first time",
        "I finally left him, he is furious",
        "I managed to stop the bleeding",
        "walked home alone and felt scared",
        "call me on @mum when I feel better",
        "my better half https://example.org managed it",
        "I walked {name} to the park",
        "I managed " + "really " * 30 + "well",
    ],
)
def test_what_is_not_said_back(said: str) -> None:
    assert quoted(said) == []


@pytest.mark.parametrize("tier", ["review", "urgent", "emergency"])
def test_a_message_with_a_sign_in_it_is_never_quoted(tier: str) -> None:
    log = Log()
    message = log.says("I walked to the park and nothing hurt", ago(1))
    log.add(Screened(message, tier, ("leaking",), ()), ago(1))
    assert quotes(log.events, ago(6), TODAY, UTC) == ()


def test_a_message_that_asked_for_a_person_is_never_quoted() -> None:
    log = Log()
    message = log.says("I finally managed to ask for someone to talk to", ago(1))
    log.add(AlertRaised("review", ("asked_for_person",), message), ago(1))
    assert quotes(log.events, ago(6), TODAY, UTC) == ()


def test_at_most_two_of_different_days_and_steps_towards_her_goal_first() -> None:
    log = Log()
    log.takes_step("I walked to the corner and back", ago(6))
    log.says("it was a calm day and I felt good", ago(4))
    log.says("My back is so much better. I managed the stairs with ease", ago(2))
    log.says("I walked to the park and nothing hurt", ago(2))
    found = quotes(log.events, ago(6), TODAY, UTC)
    assert [quote.words for quote in found] == [
        "I walked to the corner and back", "I walked to the park and nothing hurt",
    ]  # fmt: skip


def test_of_messages_with_a_warning_sign_hardly_any_has_a_word_to_quote() -> None:
    """None is quoted anyway; this is what the words alone hold back, should a sign be missed."""
    signs = [message.text for message in read_corpus() if message.flag]
    through = [text for text in signs if quoted(text)]
    assert len(signs) > 5000
    assert len(through) < len(signs) / 500, through


def test_only_this_week_is_quoted() -> None:
    log = Log()
    log.says("I walked to the park and nothing hurt", ago(7))
    assert quotes(log.events, ago(6), TODAY, UTC) == ()


words = st.sampled_from(
    "I my walked managed finally the park better proud and nothing hurt pain no not he she cry "
    "felt good day . ! ? , \n 4 {x} <b> 😭 calm slept well him without".split(" ")
)


@given(st.lists(st.lists(words, max_size=40).map(" ".join), max_size=6))
def test_a_quote_is_always_a_short_whole_sentence_of_hers(texts: list[str]) -> None:
    log = Log()
    for back, text in enumerate(texts):
        log.says(text, ago(back))
    said = {e.id: e.body.text for e in log.events if isinstance(e.body, MessageReceived)}
    for quote in quotes(reversed_in_time(log), ago(6), TODAY, UTC):
        assert quote.words in sentences(said[quote.message_id])
        assert len(quote.words) <= LONGEST


@given(
    st.dictionaries(
        st.integers(0, 20),
        st.fixed_dictionaries(
            {},
            optional={
                "pain_now": st.integers(0, 10),
                "mood": st.integers(0, 10),
                "sleep_hours": st.floats(0, 24),
                "exercise_done": st.sampled_from(["yes", "partly", "no"]),
            },
        ),
        max_size=14,
    ),
    st.booleans(),
)
def test_any_week_makes_a_short_calm_note(told: dict[int, dict[str, float]], gentle: bool) -> None:
    log = Log()
    for back in sorted(told, reverse=True):
        log.tells(ago(back), **told[back])
    note = note_of(log, gentle=gentle)
    assert note == note_of(log, gentle=gentle)
    assert not re.search(r"[{}!]|\bNone\b|nan", note.text)
    assert not BLAME.search(note.text)
    assert len(note.text) <= 600


TEXTS = yaml.safe_load(Path(week_note.__file__).with_suffix(".yml").read_text())


@pytest.mark.parametrize(
    "sentence",
    [s for part in ("opening", "closing") for kind in TEXTS[part].values() for s in kind],
)
def test_its_sentences_are_plain(sentence: str) -> None:
    assert not CHEER.search(sentence) and not BLAME.search(sentence)
    assert len(sentence) <= 120
    assert not re.search(r"\bbab(?:y|ies)\b|\bmothers?\b", sentence)
    if len(sentence.split()) >= 12:
        assert reading_grade(sentence) <= 7.5
