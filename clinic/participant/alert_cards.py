"""Her alerts as cards: the words that raised each, the evidence, and what she said when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from clinic.flags import Flag, flag
from clinic.panel.triage import TIER_ORDER
from clinic.participant.alert_history import KINDS as LIFE
from clinic.participant.alert_history import Happened, histories
from clinic.participant.provenance import Words
from clinic.said import Said
from records.events import SafetyAnswered, Screened
from records.store import ALERT_STATES, Alert, RecordStore

A_TURN = timedelta(hours=1)


@dataclass(frozen=True)
class AlertCard:
    """An alert with the words that raised it, evidence marked (None: words erased).

    `because`: the rules of the screen that fired. `answer`: what she said when asked whether she is
    safe, None before she has; `safe` what the coach made of it.
    """

    alert: Alert
    flags: tuple[Flag, ...]
    said: Said | None
    because: tuple[str, ...]
    answer: Said | None
    safe: bool
    history: tuple[Happened, ...]


def alert_cards(store: RecordStore, participant: str, words: Words) -> list[AlertCard]:
    """All her alerts: the most urgent first, in a tier the newest."""
    alerts = store.alerts(participant, states=ALERT_STATES)
    screened: dict[str, Screened] = {}
    answers: dict[str, SafetyAnswered] = {}  # the latest of each alert
    first = min((alert.raised_at for alert in alerts), default=None)
    kinds = {"screened", "safety_answered"}
    # a message is screened in the same turn that raises the alert
    for event in store.read(participant, kinds=kinds, since=first - A_TURN) if first else ():
        if isinstance(event.body, Screened):
            screened[event.body.message_id] = event.body
        elif isinstance(event.body, SafetyAnswered):
            answers[event.body.alert] = event.body
    lives = histories(store.read(participant, kinds=LIFE, since=first)) if first else {}
    ordered = sorted(alerts, key=lambda alert: TIER_ORDER[alert.tier])
    return [
        _card(a, screened.get(a.message_id), answers.get(a.id), words, lives.get(a.id, ()))
        for a in ordered
    ]


def _card(
    alert: Alert,
    screened: Screened | None,
    answered: SafetyAnswered | None,
    words: Words,
    history: Sequence[Happened],
) -> AlertCard:
    evidence = screened.evidence if screened else ()
    return AlertCard(
        alert,
        tuple(flag(name) for name in alert.flags),
        words.said(alert.message_id, [(start, end) for _, start, end, _ in evidence]),
        tuple(dict.fromkeys(rule for *_, rule in evidence)),
        words.said(answered.message_id, ()) if answered else None,
        answered is not None and answered.safe,
        tuple(history),
    )
