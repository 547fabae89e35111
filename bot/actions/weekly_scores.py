"""Scores of the weekly questions, and what a score asks for.

A score is worked out when the last item of its questionnaire is settled, not at the end of the
round: she may never come to the end, and somebody should know all the same.
"""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn
from bot.actions.weekly import HEAVY
from policies.measures.questionnaire import Questionnaire, weekly
from policies.measures.week import Week
from records.events import AlertRaised, Event, QuestionnaireScored


def score_weekly(
    turn: Turn, dispatcher: CollectingDispatcher, questionnaire: Questionnaire, week: Week
) -> None:
    """Record the score, if it can be worked out and is new; tell the care team, and her, gently."""
    found, before = week.score(questionnaire), week.scores.get(questionnaire.id)
    items = tuple(
        week.answers[item.id].id for item in questionnaire.items if item.id in week.answers
    )
    if found.value is None or _made_of(before, items, turn):
        return
    body = QuestionnaireScored(
        questionnaire.id,
        questionnaire.version,
        found.value,
        found.band,
        items,
        turn.today.isoformat(),
        before.id if before else None,
    )
    turn.record(body, f"score:{questionnaire.id}")
    raised = _raised(turn, week)
    for rule in found.follow_up:
        if rule.flag not in raised:
            turn.record(AlertRaised(rule.tier, (rule.flag,), turn.message_id or ""), rule.flag)
    if found.follow_up and not raised:
        number = turn.emergency_number
        dispatcher.utter_message(response=HEAVY, emergency=number)


def _made_of(score: Event | None, items: tuple[str, ...], turn: Turn) -> bool:
    """Whether an earlier message has brought this score; one heard again says its reply again."""
    if score is None or not isinstance(score.body, QuestionnaireScored):
        return False
    return score.body.items == items and not score.cause.startswith(f"{turn.message_id}:")


def _raised(turn: Turn, week: Week) -> set[str]:
    """The follow-ups that earlier messages of this round have raised."""
    first = min(event.seq for event in week.answers.values())
    known = {rule.flag for one in weekly() for rule in one.follow_up}
    events = turn.store.read(turn.participant, kinds=["alert_raised"], after=first)
    bodies = [event.body for event in events if isinstance(event.body, AlertRaised)]
    return {f for body in bodies if body.message_id != turn.message_id for f in body.flags} & known
