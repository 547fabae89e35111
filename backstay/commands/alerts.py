"""Trying out how people are told when an alert waits."""

from __future__ import annotations

from functools import partial

import typer

from backstay import parts
from backstay.alerting import clinic_address, ways
from backstay.failure import Failure


def register(app: typer.Typer) -> None:
    app.command("test-alert")(send_test)


def send_test() -> None:
    """Send a message, marked as a test, by every way by which an alert would be told."""
    from scheduler.escalation import DEADLINE, within
    from scheduler.notice import NotSent, trial

    chosen = parts.settings()
    found = ways(chosen)
    if not found:
        raise Failure(
            "Nobody is told when an alert waits: set BACKSTAY_ALERT_EMAIL or "
            "BACKSTAY_ALERT_WEBHOOK first. The README lists what belongs to them."
        )
    notice = trial(clinic_address(chosen), chosen.clock())
    failures = 0
    for way in found:
        try:
            within(DEADLINE, partial(way.send, notice))
            print(f"{way.how}: sent")
        except NotSent as failure:
            failures += 1
            print(f"{way.how}: not sent, {failure}")
    if failures:
        raise Failure("Not everybody would be told; mend the settings and try again.")
