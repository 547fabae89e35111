"""Who is told when an alert waits: the settings, trying it out, and the scheduler as it runs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from backstay.alerting import clinic_address, escalates, ways
from backstay.failure import Failure
from backstay.secrets_file import Secrets
from backstay.settings import Settings
from records.events import AlertRaised, Draft
from records.sqlite_store import SqliteStore
from tests.conftest import ROOT, clean_environment
from tests.scheduler.mail_standin import PASSWORD, USER, MailStandIn
from tests.scheduler.webhook_standin import WebhookStandIn

MAIL = {
    "BACKSTAY_ALERT_EMAIL": "amara@clinic.example, bea@clinic.example",
    "BACKSTAY_ALERT_FROM": "backstay@clinic.example",
    "BACKSTAY_SMTP_URL": "smtp://backstay:p%40ss@mail.example",
}
HOOK = {"BACKSTAY_ALERT_WEBHOOK": "https://c.example/T0K3N"}
PATIENCE = 60.0


def chosen(data: Path, **environment: str) -> Settings:
    return Settings.load({"BACKSTAY_DATA": str(data), **environment})


def backstay(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backstay", *words],
        cwd=ROOT,
        env=clean_environment(BACKSTAY_DATA=str(data), **settings),
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def mail() -> Iterator[MailStandIn]:
    server = MailStandIn(login=True)
    yield server
    server.close()


@pytest.fixture
def hook() -> Iterator[WebhookStandIn]:
    server = WebhookStandIn()
    yield server
    server.close()


def here(mail: MailStandIn, hook: WebhookStandIn) -> dict[str, str]:
    login = f"{USER}:{PASSWORD.replace('@', '%40').replace(' ', '%20')}"
    return {
        **MAIL,
        "BACKSTAY_SMTP_URL": f"smtp://{login}@127.0.0.1:{mail.port}",
        "BACKSTAY_ALERT_EMAIL_LEAD": "lead@clinic.example",
        "BACKSTAY_ALERT_WEBHOOK": hook.url,
        "BACKSTAY_CLINIC_URL": "https://clinic.example/",
    }


def test_nothing_set_tells_nobody(tmp_path: Path) -> None:
    nothing = chosen(tmp_path)
    assert ways(nothing) == [] and not escalates(nothing)
    assert ways(chosen(tmp_path, BACKSTAY_SMTP_URL=MAIL["BACKSTAY_SMTP_URL"])) == []


def test_both_ways(tmp_path: Path) -> None:
    both = chosen(tmp_path, **MAIL, **HOOK)
    assert [way.how for way in ways(both)] == ["email", "webhook"] and escalates(both)
    kept = Secrets(tmp_path, {}).get("alert_webhook_secret")
    assert kept is not None and kept.startswith("whsec_")


@pytest.mark.parametrize(
    ("url", "security", "port", "user"),
    [
        ("smtp://mail.example", "starttls", 587, None),
        ("smtp://u:p@mail.example:2525", "starttls", 2525, "u"),
        ("smtp://u%40x:p@mail.example/", "starttls", 587, "u@x"),
        ("smtps://u:p@mail.example", "tls", 465, "u"),
        ("smtps://127.0.0.1", "tls", 465, None),
        ("smtp://127.0.0.1:25", "none", 25, None),
        ("smtp://[::1]:25", "none", 25, None),
        ("smtp://localhost", "none", 587, None),
        ("smtp://127.0.0.1.evil.example", "starttls", 587, None),
    ],
)
def test_only_on_this_computer_a_mail_server_may_do_without_tls(
    tmp_path: Path, url: str, security: str, port: int, user: str | None
) -> None:
    (way,) = ways(chosen(tmp_path, **{**MAIL, "BACKSTAY_SMTP_URL": url}))
    server = way._server  # type: ignore[attr-defined]
    assert (server.security, server.port, server.user) == (security, port, user)
    assert "p" not in repr(server).split("user=")[1].split(",")[0] or user == "u@x"
    assert "password" not in repr(server)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKSTAY_SMTP_URL", "mail.example"),
        ("BACKSTAY_SMTP_URL", "http://mail.example"),
        ("BACKSTAY_SMTP_URL", "smtp://"),
        ("BACKSTAY_SMTP_URL", "smtp://mail..example"),
        ("BACKSTAY_SMTP_URL", "smtp://u:S3CR3T@mail.example:port"),
        ("BACKSTAY_SMTP_URL", "smtp://u:S3CR3T@mail.example/inbox"),
        ("BACKSTAY_SMTP_URL", "smtp://u:S3CR3T%0d%0aX@mail.example"),
        ("BACKSTAY_SMTP_URL", "smtp://u:S3CR3Té@mail.example"),
        ("BACKSTAY_ALERT_EMAIL", "amara"),
        ("BACKSTAY_ALERT_EMAIL", "amara@clinic.example,"),
        ("BACKSTAY_ALERT_EMAIL", "Amara <amara@clinic.example>"),
        ("BACKSTAY_ALERT_EMAIL", "a@c.example\r\nBcc: evil@c.example"),
        ("BACKSTAY_ALERT_EMAIL_LEAD", "lead@"),
        ("BACKSTAY_ALERT_FROM", "two@c.example, one@c.example"),
        ("BACKSTAY_ALERT_FROM", "x@c.example\nX: y"),
        ("BACKSTAY_ALERT_WEBHOOK", "http://c.example/S3CR3T"),
        ("BACKSTAY_ALERT_WEBHOOK", "https:///S3CR3T"),
        ("BACKSTAY_ALERT_WEBHOOK", "https://c..example/S3CR3T"),
        ("BACKSTAY_ALERT_WEBHOOK", "https://c.example:port/S3CR3T"),
        ("BACKSTAY_ALERT_WEBHOOK", "https://c.example/S3CR3T\n"),
        ("BACKSTAY_ALERT_WEBHOOK", "ftp://c.example/S3CR3T"),
        ("BACKSTAY_ALERT_WEBHOOK_SECRET", "S3CR3T"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_repeated(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(Failure, match=name) as failed:
        ways(chosen(tmp_path, **{**MAIL, **HOOK, name: value}))
    assert "S3CR3T" not in str(failed.value)


@pytest.mark.parametrize("missing", ["BACKSTAY_ALERT_FROM", "BACKSTAY_SMTP_URL"])
def test_half_of_the_settings_are_refused(tmp_path: Path, missing: str) -> None:
    half = {name: value for name, value in MAIL.items() if name != missing}
    with pytest.raises(Failure, match=missing):
        ways(chosen(tmp_path, **half))
    with pytest.raises(Failure, match="BACKSTAY_ALERT_EMAIL"):
        ways(chosen(tmp_path, BACKSTAY_ALERT_EMAIL_LEAD="lead@clinic.example"))


def test_where_the_links_lead(tmp_path: Path) -> None:
    assert clinic_address(chosen(tmp_path)) == "http://127.0.0.1:8008"
    assert clinic_address(chosen(tmp_path, BACKSTAY_HOST="10.0.0.5")) == "http://10.0.0.5:8008"
    set_so = chosen(tmp_path, BACKSTAY_CLINIC_URL="https://clinic.example/")
    assert clinic_address(set_so) == "https://clinic.example"
    with pytest.raises(Failure, match="BACKSTAY_CLINIC_URL"):
        clinic_address(chosen(tmp_path, BACKSTAY_CLINIC_URL="http://clinic.example"))


@pytest.mark.servers
def test_trying_it_out(tmp_path: Path, mail: MailStandIn, hook: WebhookStandIn) -> None:
    done = backstay(tmp_path, "test-alert", **here(mail, hook))
    assert done.stdout.splitlines() == ["email: sent", "webhook: sent"]
    assert done.returncode == 0
    assert mail.mail[0]["Subject"] == "Backstay: a test, nobody is waiting"
    assert mail.to == [["amara@clinic.example", "bea@clinic.example", "lead@clinic.example"]]
    assert json.loads(hook.calls[0].body)["type"] == "alert.test"


@pytest.mark.servers
def test_trying_out_what_does_not_work(
    tmp_path: Path, mail: MailStandIn, hook: WebhookStandIn
) -> None:
    hook.answer = lambda n: 500
    settings = here(mail, hook) | {
        "BACKSTAY_SMTP_URL": f"smtp://{USER}:S3CR3T@127.0.0.1:{mail.port}"
    }
    done = backstay(tmp_path, "test-alert", **settings)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "email: not sent, the mail server refused our login (535)" in done.stdout
    assert "webhook: not sent, the webhook answered 500" in done.stdout
    assert "S3CR3T" not in done.stdout + done.stderr
    nobody = backstay(tmp_path, "test-alert")
    assert nobody.returncode == 1 and "BACKSTAY_ALERT_EMAIL" in nobody.stderr


@pytest.mark.servers
def test_the_doctor_says_whether_anybody_is_told(tmp_path: Path) -> None:
    def says(**settings: str) -> list[tuple[str, str]]:
        found = json.loads(backstay(tmp_path, "doctor", "--json", **settings).stdout)
        return [(one["level"], one["what"]) for one in found]

    assert any(level == "advice" and "nobody is told" in what for level, what in says())
    told = says(**MAIL, **HOOK, BACKSTAY_CLINIC_URL="https://clinic.example")
    assert any(level == "well" and "email and webhook" in what for level, what in told)
    wrong = says(**{**MAIL, "BACKSTAY_SMTP_URL": "mail.example"})
    assert any(level == "problem" and "BACKSTAY_SMTP_URL" in what for level, what in wrong)


@pytest.mark.servers
@pytest.mark.parametrize("command", ["up", "scheduler"])
def test_a_wrong_setting_is_told_at_the_start(tmp_path: Path, command: str) -> None:
    done = backstay(tmp_path, command, **{**MAIL, "BACKSTAY_SMTP_URL": "mail.example"})
    assert done.returncode == 1 and "BACKSTAY_SMTP_URL must be smtp://" in done.stderr
    assert "Traceback" not in done.stderr


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.mark.servers
def test_the_scheduler_tells_each_alert_by_each_way_and_logs_nothing_private(
    tmp_path: Path, mail: MailStandIn, hook: WebhookStandIn
) -> None:
    now = datetime.now(timezone.utc)
    store = SqliteStore(tmp_path / "record.db")
    her = store.join("simulated", "her", now)
    draft = Draft(AlertRaised("emergency", ("clot",), "m"), now)
    alert = store.append(her, draft)[0].id
    settings = {"BACKSTAY_DATA": str(tmp_path), "BACKSTAY_NUDGES": "fixed", **here(mail, hook)}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "backstay", "scheduler"],
            cwd=ROOT, env=clean_environment(**settings), stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_for(lambda: len(store.read(her, kinds=("alert_escalated",))) == 2)
            wait_for((tmp_path / "scheduler.json").exists)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert [message["Message-ID"] for message in mail.mail] == [f"<{alert}-1@clinic.example>"]
    assert f"https://clinic.example/alerts/{alert}" in mail.mail[0].get_content()
    assert [call.headers["webhook-id"] for call in hook.calls] == [f"{alert}-1"]
    said = (tmp_path / "log").read_text()
    assert said.count('"escalated"') == 2
    secret = Secrets(tmp_path, {}).get("alert_webhook_secret") or "none"
    for private in (PASSWORD, "p%40ss", secret, "amara@", "clot", "room=7"):
        assert private not in said
