"""Notices by e-mail: handed to a mail server over SMTP (RFC 6409) with TLS (RFC 3207, 8314)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from scheduler.log import note
from scheduler.notice import Notice, NotSent

SECONDS = 15.0  # for each answer of the server


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. `starttls`: refused when the server doesn't offer it."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)


class Mail:
    """Tells the team, and the lead when it is the lead's turn; without a lead it is the team's."""

    how: Literal["email"] = "email"

    def __init__(
        self, server: MailServer, sender: str, team: tuple[str, ...], lead: tuple[str, ...] = ()
    ) -> None:
        """Addresses are bare: name@domain. Raises ValueError for a sender without a domain."""
        self._server, self._sender = server, sender
        self._lists = {"team": team, "lead": lead or team}
        _, self._domain = sender.rsplit("@", 1)

    def send(self, notice: Notice) -> None:
        """Returns when the server has taken it for at least one recipient. Raises NotSent."""
        with _said(), closing(self._connect()) as client:
            refused = client.send_message(self._message(notice))
            with suppress(smtplib.SMTPException, OSError):  # it has the message already
                client.quit()
        if refused:
            note(notice.at, "email_refused", notice=notice.id, recipients=len(refused))

    def _connect(self) -> smtplib.SMTP:
        server, name = self._server, self._domain  # by our own name a look-up could take long
        if server.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=SECONDS, context=server.context
            )
        else:
            client = smtplib.SMTP(server.host, server.port, name, timeout=SECONDS)
        try:
            if server.security == "starttls":
                client.starttls(context=server.context)
            if server.user is not None:
                client.login(server.user, server.password or "")
        except BaseException:
            client.close()
            raise
        return client

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        people = (address for part in notice.to for address in self._lists[part])
        message["To"] = ", ".join(dict.fromkeys(people))
        message["Subject"] = notice.subject
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
        message.set_content(notice.text)
        return message


@contextmanager
def _said() -> Iterator[None]:
    """What went wrong, without the server's own words, which may hold addresses."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = ", ".join(sorted({str(code) for code, _ in error.recipients.values()}))
        raise NotSent(f"the mail server refused every recipient ({codes})") from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(f"the mail server refused our login ({error.smtp_code})") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"the mail server said {error.smtp_code}") from None
    except smtplib.SMTPNotSupportedError:
        raise NotSent("the mail server offers no STARTTLS, or no way to log in") from None
    except ssl.SSLError:
        raise NotSent("the mail server's certificate or TLS isn't good") from None
    except smtplib.SMTPException:
        raise NotSent("the mail server hung up or didn't answer in time") from None
    except OSError:
        raise NotSent("no connection to the mail server") from None
