"""Looking after a running service: is the log intact, is the machine fit?"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import typer

from backstay import parts
from backstay.alerting import clinic_address, ways
from backstay.commands.clinicians import open_accounts
from backstay.failure import Failure
from backstay.secrets_file import OTHERS
from backstay.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
NEEDED_BYTES = 2 * 10**9
SAFE_SQLITE = (3, 51, 3)  # before it, WAL can lose a reset with several writers


def register(app: typer.Typer) -> None:
    for command in (verify, doctor):
        app.command()(command)
    secrets = typer.Typer(help="The secrets of this installation.", no_args_is_help=True)
    secrets.callback()(lambda: None)  # a command of one must be named all the same
    secrets.command()(rotate)
    app.add_typer(secrets, name="secrets")


def verify(
    rebuild: Annotated[bool, typer.Option(help="Derive the views from the log anew.")] = False,
    as_json: Json = False,
) -> None:
    """Re-derive the hash chains of the record and of the clinic's audit log; print their heads,
    to be kept elsewhere."""
    chosen = parts.settings()
    store = parts.open_store(chosen)
    if rebuild:
        store.rebuild()
    found = store.verify()
    accounts = open_accounts(chosen) if chosen.accounts.exists() else None
    audit = accounts.audit.verify() if accounts else None
    if as_json:
        audited = None if audit is None else asdict(audit) | {"intact": audit.intact}
        print(json.dumps(asdict(found) | {"intact": found.intact, "audit": audited}))
    else:
        print(f"{found.rows} events, head {found.head}")
        if audit is not None:
            print(f"{audit.rows} audit entries, head {audit.head}")
    if not found.intact:
        raise Failure(
            f"The chain is broken at event {found.broken_at}: the log was changed from outside. "
            "Stop all processes, keep a copy of the file, and restore the latest backup."
        )
    if audit is not None and not audit.intact:
        raise Failure(
            f"The chain of the audit log is broken at entry {audit.broken_at}: it was changed from "
            f"outside. Keep a copy of {chosen.accounts} and find out by whom."
        )
    for broken in accounts.glass.not_as_noted() if accounts else ():
        raise Failure(
            f"{broken.who} broke the glass at {broken.at:%Y-%m-%d %H:%M} UTC for a reason that "
            "isn't noted in the audit log: somebody changed it, or the machine stopped just then."
        )


def rotate(name: Annotated[str, typer.Argument(help="Which, such as internal_token.")]) -> None:
    """Replace a secret of our own making, and say what must be restarted."""
    print(parts.settings().secrets.rotate(name))


@dataclass(frozen=True)
class Finding:
    """One thing the doctor looked at."""

    level: Literal["well", "advice", "problem"]
    what: str


def doctor(as_json: Json = False) -> None:
    """Look for what is missing or unwise on this machine."""
    findings = list(_examine(parts.settings()))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            print(f"{finding.level:8} {finding.what}")
    if any(finding.level == "problem" for finding in findings):
        raise Failure("There is at least one problem.")


def _examine(chosen: Settings) -> Iterator[Finding]:
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    if version < SAFE_SQLITE:
        yield Finding(
            "advice",
            f"SQLite {sqlite3.sqlite_version} has a rare bug with several writers, mended in "
            "3.51.3: back up daily and run `backstay verify` after a crash",
        )
    else:
        yield Finding("well", f"SQLite {sqlite3.sqlite_version}")
    chosen.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(chosen.data).free
    level: Literal["well", "problem"] = "well" if free > NEEDED_BYTES else "problem"
    yield Finding(level, f"{free / 10**9:.1f} GB free in {chosen.data}")
    for what, ready in _prepared(chosen):
        yield Finding("well" if ready else "advice", what if ready else f"{what}: backstay train")
    if chosen.database or chosen.record.exists():
        place = "in the database" if chosen.database else f"at {chosen.record}"
        try:
            intact = parts.open_store(chosen).verify().intact
            yield Finding("well" if intact else "problem", f"the record {place}")
        except Failure as failure:
            yield Finding("problem", str(failure))
    if chosen.secrets.readable_by_others():
        path = chosen.secrets.path
        yield Finding("problem", f"{path} can be read or changed by others: chmod 600 {path}")
    for path in sorted(chosen.data.glob("*.db")):
        if path.stat().st_mode & OTHERS:
            yield Finding("advice", f"{path} can be read by others: chmod 600 {path}")
    yield _alerting(chosen)
    if chosen.host not in ("127.0.0.1", "::1", "localhost"):
        yield Finding("advice", f"listening on {chosen.host}: put a proxy with https in front")
    if chosen.dev_rest:
        yield Finding("advice", "BACKSTAY_DEV_REST is on: not for a machine with participants")


def _alerting(chosen: Settings) -> Finding:
    try:
        told = " and ".join(way.how for way in ways(chosen))
        clinic_address(chosen)
    except Failure as failure:
        return Finding("problem", str(failure))
    if not told:
        said = "nobody is told when an alert waits: set BACKSTAY_ALERT_EMAIL"
        return Finding("advice", said)
    if chosen.clinic_address is None:
        said = "links about alerts open on this computer only: set BACKSTAY_CLINIC_URL"
        return Finding("advice", said)
    return Finding("well", f"alerts that wait are told by {told}; try it: backstay test-alert")


def _prepared(chosen: Settings) -> Iterator[tuple[str, bool]]:
    try:
        encoder = parts.open_encoder(chosen)
    except Failure:
        yield "the encoder is missing", False
        return
    yield "the encoder", True
    for what, look in (
        ("the second net of the safety screen", lambda: parts.open_screen(chosen)),
        ("the index of the articles", lambda: parts.open_library(chosen, encoder)),
        ("the dialogue model", lambda: parts.trained_model(chosen, encoder)),
    ):
        try:
            look()
            yield what, True
        except Failure:
            yield f"{what} is missing or out of date", False
