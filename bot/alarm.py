"""What the safety screen finds in a message: put down, an alert raised, the fixed words said.

None of it asks the dialogue, so that a broken one can't stop it.
"""

from __future__ import annotations

import asyncio

from bot.capture.onboarding import country_of_zone
from bot.context import BotContext
from bot.replies import ReplyChannel
from policies.safety.escalation import escalation_text
from policies.safety.screen import Screening
from records.events import AlertRaised, Draft, Event, MessageReceived, Screened
from records.store import AlertState, UnknownParticipant

ALARMS = ("urgent", "emergency")
UNSEEN: tuple[AlertState, ...] = ("open",)  # alerts that no clinician has taken on yet


def screen(context: BotContext, event: Event) -> Screening:
    """Screen a message of hers, and heed what is found."""
    assert isinstance(event.body, MessageReceived)
    return heed(context, event, context.screen(event.body.text))


async def screen_aside(context: BotContext, event: Event) -> Screening:
    """The same for a text that takes so long that others would notice."""
    assert isinstance(event.body, MessageReceived)
    return heed(context, event, await asyncio.to_thread(context.screen, event.body.text))


def heed(context: BotContext, event: Event, screening: Screening) -> Screening:
    """Raise an alert, unless an open one says as much already."""
    if screening.tier == "none":
        return screening
    found = Screened(
        event.id,
        screening.tier,
        screening.flags,
        tuple((e.flag, e.start, e.end, e.reason) for e in screening.evidence),
    )
    drafts = [Draft(found, event.at, f"{event.id}:screened")]
    waiting = context.store.alerts(event.participant, states=UNSEEN)
    known = {(alert.tier, flag) for alert in waiting for flag in alert.flags}
    if any((screening.tier, flag) not in known for flag in screening.flags):
        raised = AlertRaised(screening.tier, screening.flags, event.id)
        drafts.append(Draft(raised, event.at, f"{event.id}:alert"))
    context.store.append(event.participant, *drafts)
    return screening


def insist(
    context: BotContext, participant: str, screening: Screening, replies: ReplyChannel
) -> None:
    """The screen has the last word: say the fixed text if the dialogue has not."""
    if screening.tier not in ALARMS:
        return
    try:
        zone = context.store.participant(participant).zone
    except UnknownParticipant:
        return
    country = country_of_zone(zone) if zone else None
    text = escalation_text(screening.tier, screening.foremost, country)
    if all(message.text != text for message in replies.sent):
        replies.say(text)
