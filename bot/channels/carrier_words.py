"""The words that carriers give a meaning of their own on SMS: STOP, START, HELP and their kin.

They act at once and don't reach the dialogue, which would hear "end" or "quit" as part of a talk.
Only a message that is nothing but the word counts. "Yes" starts again only right after a stop;
otherwise it is what it always is here, an answer.

https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-
"""

from __future__ import annotations

from typing import Literal

from bot.context import BotContext
from records.events import Draft, Event, MessageReceived, RemindersChanged

CHANNEL = "sms"
STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
START = frozenset({"start", "unstop"})
HELP = frozenset({"help", "info"})

STOPPED_BY_WORD = "stop_word"
OPTED_OUT = "opted_out"  # the carrier says so when we write to her

GOODBYE = "You won't get messages from Backstay any more. Reply START to get them again."
WELCOME_BACK = "You'll get messages from Backstay again. Reply STOP to stop them, HELP for help."
WHO_WE_ARE = (
    "This is Backstay, a program that coaches mothers with back pain after a birth. Nobody reads "
    "along. If it is urgent, call your local emergency number. Reply STOP to get no more messages."
)

Word = Literal["stop", "start", "yes", "help"]


def word(text: str) -> Word | None:
    """The carriers' word that a whole message is; `yes` is one only right after a stop."""
    said = text.strip().rstrip(".!").lower()
    if said in STOP:
        return "stop"
    if said in START:
        return "start"
    if said == "yes":
        return "yes"
    return "help" if said in HELP else None


def obey(context: BotContext, received: Event) -> str | None:
    """Do what the word asks and return what to answer; None when it asks nothing here.

    Twilio refuses the answer to a STOP where it has sent one itself; then she has its own.
    """
    assert isinstance(received.body, MessageReceived) and received.participant is not None
    meant = word(received.body.text) if received.body.channel == CHANNEL else None
    if meant is None:
        return None
    if meant == "help":
        return WHO_WE_ARE
    if meant == "stop":
        # stopped before in other words, perhaps after a loss: a START must not undo that
        if context.store.participant(received.participant).reminders != "stopped":
            stopped = RemindersChanged("stopped", None, received.id, STOPPED_BY_WORD)
            _record(context, received, stopped)
        return GOODBYE
    if not _stopped_here(context, received.participant):
        return None
    if meant == "yes" and not _stop_came_before(context, received):
        return None
    _record(context, received, RemindersChanged("active", None, received.id))
    return WELCOME_BACK


def _record(context: BotContext, received: Event, change: RemindersChanged) -> None:
    draft = Draft(change, context.clock(), f"{received.id}:reminders")
    context.store.append(received.participant, draft)


def _stopped_here(context: BotContext, participant: str) -> bool:
    """Whether a STOP, or the carrier's word for one, is why no messages go out."""
    changes = context.store.read(participant, kinds=[RemindersChanged.kind])
    latest = changes[-1].body if changes else None
    return (
        isinstance(latest, RemindersChanged)
        and latest.state == "stopped"
        and latest.reason in (STOPPED_BY_WORD, OPTED_OUT)
    )


def _stop_came_before(context: BotContext, received: Event) -> bool:
    """Whether her message before this one was the STOP."""
    before = [
        event.body.text
        for event in context.store.read(received.participant, kinds=[MessageReceived.kind])
        if isinstance(event.body, MessageReceived)
        and event.body.channel == CHANNEL
        and event.seq < received.seq
    ]
    return bool(before) and word(before[-1]) == "stop"
