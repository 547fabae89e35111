"""Notices by e-mail, handed to a real mail server on this computer."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from scheduler import mail as mailing
from scheduler.mail import Mail, MailServer
from scheduler.notice import Notice, NotSent, trial
from tests.scheduler.mail_standin import PASSWORD, USER, MailStandIn, certificate

pytestmark = pytest.mark.servers

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
CLINIC = "https://clinic.example"
ALERT = "0197a" + "0" * 27
URGENT = Notice(ALERT, "urgent", NOW - timedelta(hours=4, minutes=10), 1, ("team",), NOW, CLINIC)
BOTH = Notice(ALERT, "emergency", NOW, 2, ("team", "lead"), NOW, CLINIC)
TEAM, LEAD = ("amara@clinic.example", "bea@clinic.example"), ("lead@clinic.example",)

Serve = Callable[..., MailStandIn]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as running:

        def make(**kept: Any) -> MailStandIn:
            server = MailStandIn(**kept)
            running.callback(server.close)
            return server

        yield make


def plain(server: MailStandIn, **kept: Any) -> Mail:
    return Mail(
        MailServer("127.0.0.1", server.port, "none", **kept), "backstay@clinic.example", TEAM, LEAD
    )


def test_what_is_told_and_what_is_not(serve: Serve) -> None:
    server = serve()
    plain(server).send(URGENT)
    (mail,) = server.mail
    assert mail["Subject"] == "Backstay: an urgent alert has been waiting for 4 h 10 min"
    assert mail["From"] == "backstay@clinic.example"
    assert mail["To"] == "amara@clinic.example, bea@clinic.example"
    assert mail["Date"] == "Mon, 01 Jun 2026 08:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines()[:3] == [
        "An urgent alert has been waiting for 4 h 10 min. Nobody has taken it on.",
        "",
        f"Open it: https://clinic.example/alerts/{ALERT}",
    ]


def test_the_lead_is_told_as_well_and_without_one_the_team_is(serve: Serve) -> None:
    server = serve()
    plain(server).send(BOTH)
    Mail(MailServer("127.0.0.1", server.port, "none"), "b@clinic.example", TEAM).send(BOTH)
    assert server.to == [[*TEAM, *LEAD], [*TEAM]]
    assert server.mail[0]["Subject"] == "Backstay: an emergency alert has just been raised"


def test_each_step_has_an_id_that_a_second_try_keeps(serve: Serve) -> None:
    server = serve()
    for notice in (URGENT, URGENT, BOTH):
        plain(server).send(notice)
    ids = [mail["Message-ID"] for mail in server.mail]
    assert ids[0] == ids[1] == f"<{ALERT}-1@clinic.example>" and ids[2] != ids[0]


def test_a_test_says_that_it_is_one(serve: Serve) -> None:
    server = serve()
    plain(server).send(trial(CLINIC, NOW))
    (mail,) = server.mail
    assert mail["Subject"] == "Backstay: a test, nobody is waiting"
    assert "Nobody is waiting; nothing is to be done." in mail.get_content().replace("\n", " ")
    assert server.to == [[*TEAM, *LEAD]]


@pytest.mark.parametrize("at_once", [False, True])
def test_over_tls_with_a_login(serve: Serve, tmp_path: Path, at_once: bool) -> None:
    shows, trusts = certificate(tmp_path)
    server = serve(tls=shows, at_once=at_once, login=True)
    security = "tls" if at_once else "starttls"
    Mail(
        MailServer("localhost", server.port, security, USER, PASSWORD, trusts),  # type: ignore[arg-type]
        "backstay@clinic.example",
        TEAM,
    ).send(URGENT)
    assert server.encrypted == [True]
    assert server.logins == [(USER.encode(), PASSWORD.encode())]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_trusts_is_refused_before_any_password(
    serve: Serve, tmp_path: Path, security: Any
) -> None:
    shows, _ = certificate(tmp_path)
    server = serve(tls=shows, at_once=security == "tls", login=True)
    for context in (ssl.create_default_context(), certificate(tmp_path, "other.example")[1]):
        mail = Mail(
            MailServer("localhost", server.port, security, USER, PASSWORD, context),
            "backstay@clinic.example",
            TEAM,
        )
        with pytest.raises(NotSent, match="certificate"):
            mail.send(URGENT)
    assert server.mail == server.logins == []


def test_a_server_without_starttls_gets_neither_password_nor_message(serve: Serve) -> None:
    server = serve(login=True)
    mail = Mail(
        MailServer("localhost", server.port, "starttls", USER, PASSWORD), "b@clinic.example", TEAM
    )
    with pytest.raises(NotSent, match="offers no STARTTLS"):
        mail.send(URGENT)
    assert server.mail == server.logins == []


def test_a_wrong_password_is_said_without_it(serve: Serve) -> None:
    server = serve(login=True)
    with pytest.raises(NotSent, match=r"refused our login \(535\)") as failed:
        plain(server, user=USER, password="wrong").send(URGENT)
    assert "wrong" not in str(failed.value) and failed.value.__cause__ is None
    assert server.mail == []


@pytest.mark.parametrize("answer", ["451 try amara@clinic.example again", "554 no"])
def test_a_refused_message_is_said_by_its_code_alone(serve: Serve, answer: str) -> None:
    server = serve(answer=answer)
    with pytest.raises(NotSent) as failed:
        plain(server).send(URGENT)
    assert str(failed.value) == f"the mail server said {answer[:3]}"


def test_one_recipient_is_enough(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(refuses=frozenset({TEAM[0]}))
    with caplog.at_level("INFO", "scheduler"):
        plain(server).send(URGENT)
    assert server.to == [[TEAM[1]]]
    (line,) = [record.message for record in caplog.records if record.name == "scheduler"]
    assert '"email_refused"' in line and "amara" not in line


def test_no_recipient_is_not(serve: Serve) -> None:
    server = serve(refuses=frozenset(TEAM))
    with pytest.raises(NotSent, match=r"refused every recipient \(550\)") as failed:
        plain(server).send(URGENT)
    assert "amara" not in str(failed.value)


def test_a_server_that_is_down(serve: Serve) -> None:
    server = serve()
    mail = plain(server)
    port = server.down()
    with pytest.raises(NotSent, match="no connection"):
        mail.send(URGENT)
    server.up(port)
    mail.send(URGENT)
    assert len(server.mail) == 1


def test_a_slow_server(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "SECONDS", 0.2)
    server = serve(delay=5)
    with pytest.raises(NotSent, match="didn't answer in time"):
        plain(server).send(URGENT)


@pytest.mark.parametrize("bad", ["a@b.example\r\nBcc: evil@c.example", "a@b.example\nX: y"])
def test_no_header_can_be_smuggled_in(serve: Serve, bad: str) -> None:
    """The settings refuse such addresses already; the message itself does too."""
    server = serve()
    with pytest.raises(ValueError):
        Mail(MailServer("127.0.0.1", server.port, "none"), "b@c.example", (bad,)).send(URGENT)
    assert server.mail == []
