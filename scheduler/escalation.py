"""Tells people that nobody has taken an alert on: each step once by each way, and never not at all.

In this order: claim the step with a lease, send, write down that it was told. A process that dies
in between leaves the claim to run out, and another sends again, with the same id. What couldn't be
sent is tried again with back-off. Each way is a job of its own, so that a mail server that hangs
keeps no webhook waiting.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Thread

from policies.monitoring.escalation import Steps, Telling, Waiting, next_telling
from records.events import AlertEscalated
from records.store import Alert, AlertState, RecordStore, UnknownParticipant
from scheduler.handing_on import retry_delay
from scheduler.log import logger, note
from scheduler.notice import Notice, NotSent, Way

DEADLINE = timedelta(seconds=60)  # for one notice, even if the other side dribbles
LEASE = DEADLINE + timedelta(seconds=60)
ORDER = ("emergency", "urgent", "review")
OPEN: tuple[AlertState, ...] = ("open",)

Stopping = Callable[[], bool]


def escalate(
    store: RecordStore,
    steps: Steps,
    way: Way,
    clinic: str,
    clock: Callable[[], datetime],
    stopping: Stopping = lambda: False,
) -> int:
    """Send what is due by this way, the most urgent first; returns how many were told.

    `clinic` is the address of the pages. `stopping` is asked before each notice.
    """
    told = 0
    for alert in _overdue(store, steps, clock()):
        if stopping():
            break
        try:
            told += _tell(store, steps, way, clinic, clock, alert)
        except UnknownParticipant:
            continue  # she has been forgotten meanwhile
        except Exception as error:  # one must not stop the others; its lease brings it back
            kind = type(error).__name__
            note(clock(), "escalation_broken", alert=alert.id, how=way.how, error=kind)
    return told


def unheard(
    store: RecordStore, steps: Steps, clock: Callable[[], datetime]
) -> Callable[[Stopping], None]:
    """Where nobody can be told: a job that warns in the log, once for each emergency."""
    warned: set[str] = set()

    def warn(stopping: Stopping) -> None:
        for alert in _overdue(store, steps, clock()):
            if alert.tier == "emergency" and alert.id not in warned:
                warned.add(alert.id)
                said = "an emergency waits and nobody is told: set BACKSTAY_ALERT_EMAIL"
                logger.warning(json.dumps({"event": "unheard", "alert": alert.id, "said": said}))

    return warn


def _overdue(store: RecordStore, steps: Steps, now: datetime) -> list[Alert]:
    """Alerts nobody has taken on and whose first step has come: by tier, then by age."""
    waiting = [
        alert
        for alert in store.alerts(states=OPEN)
        if next_telling(steps, Waiting(alert.tier, alert.raised_at, False, {}), now)
    ]
    return sorted(waiting, key=lambda alert: (ORDER.index(alert.tier), alert.raised_at))


def _tell(
    store: RecordStore,
    steps: Steps,
    way: Way,
    clinic: str,
    clock: Callable[[], datetime],
    alert: Alert,
) -> bool:
    now = clock()
    telling = _next(store, steps, way, alert, now)
    if telling is None:
        return False
    step = AlertEscalated(alert.id, telling.step, way.how)
    attempt = store.claim_escalation(alert.participant, step, now, LEASE)
    if attempt is None:
        return False
    notice = Notice(alert.id, alert.tier, alert.raised_at, telling.step, telling.to, now, clinic)
    told: dict[str, str | int] = {"alert": alert.id, "step": telling.step, "how": way.how}
    try:
        within(DEADLINE, partial(way.send, notice))
    except NotSent as failure:
        until = clock() + retry_delay(attempt)
        store.retry_escalation(step, attempt, until)
        note(clock(), "not_escalated", **told, said=str(failure), until=until.isoformat())
        return False
    store.finish_escalation(alert.participant, step, clock())
    note(clock(), "escalated", **told)
    return True


def _next(
    store: RecordStore, steps: Steps, way: Way, alert: Alert, now: datetime
) -> Telling | None:
    """Read now: the notices before this one may have taken a while."""
    still_open = {each.id for each in store.alerts(alert.participant, states=OPEN)}
    told = {
        event.body.step: event.at
        for event in store.read(alert.participant, kinds=(AlertEscalated.kind,))
        if isinstance(event.body, AlertEscalated)
        and (event.body.alert, event.body.how) == (alert.id, way.how)
    }
    waiting = Waiting(alert.tier, alert.raised_at, alert.id not in still_open, told)
    return next_telling(steps, waiting, now)


def within(limit: timedelta, send: Callable[[], None]) -> None:
    """Send, or raise NotSent when it takes longer; it may then still go out and come twice."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            send()
        except BaseException as error:
            failed.append(error)

    # a daemon, so that one that hangs doesn't keep the process from ending
    worker = Thread(target=work, name="notice", daemon=True)
    worker.start()
    worker.join(limit.total_seconds())
    if worker.is_alive():
        raise NotSent(f"it took longer than {limit.seconds} s")
    if failed:
        raise failed[0]
