"""Who is told when an alert waits, and by which ways: what the settings say, whole or not at all.

Values that can hold a password or a secret are never repeated in a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from backstay.failure import Failure, told
from backstay.settings import Settings

if TYPE_CHECKING:
    from records.store import RecordStore
    from scheduler.escalation import Stopping
    from scheduler.mail import MailServer
    from scheduler.notice import Way

# what a browser takes for an address (WHATWG HTML): ASCII, without a name beside it
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)*", re.ASCII | re.I)
PORTS = {"smtp": 587, "smtps": 465}


def escalates(chosen: Settings) -> bool:
    """Whether anybody is told when an alert waits."""
    return bool(chosen.alert_email or chosen.alert_webhook)


def ways(chosen: Settings) -> list[Way]:
    """By which ways people are told; none when nothing is set. Raises Failure."""
    return [way for way in (_mail(chosen), _webhook(chosen)) if way is not None]


def clinic_address(chosen: Settings) -> str:
    """Where the clinic's pages are, for links. Raises Failure."""
    address = chosen.clinic_address
    if address is None:
        return chosen.clinic_url
    if not _safe(address):
        raise Failure("BACKSTAY_CLINIC_URL must be https://..., or http:// on this computer.")
    return address.rstrip("/")


def escalations(chosen: Settings, store: RecordStore) -> list[Callable[[Stopping], object]]:
    """The scheduler's jobs: one for each way, or one that warns that there is none."""
    from policies.monitoring.escalation_steps import EscalationError, load_steps
    from scheduler.escalation import escalate, unheard

    with told(EscalationError):
        steps = load_steps()
    clinic, clock = clinic_address(chosen), chosen.clock
    jobs: list[Callable[[Stopping], object]]
    jobs = [partial(escalate, store, steps, way, clinic, clock) for way in ways(chosen)]
    return jobs or [unheard(store, steps, clock)]


def _mail(chosen: Settings) -> Way | None:
    from scheduler.mail import Mail

    team, lead, sender = chosen.alert_email, chosen.alert_email_lead, chosen.alert_from
    server = chosen.secrets.get("smtp_url")
    if not (team or lead):  # a mail server alone tells nobody
        return None
    if not (team and sender and server):
        raise Failure(
            "E-mail about alerts needs BACKSTAY_ALERT_EMAIL, BACKSTAY_ALERT_FROM and "
            "BACKSTAY_SMTP_URL. Set all three, or no addresses."
        )
    if not ADDRESS.fullmatch(sender):
        raise Failure("BACKSTAY_ALERT_FROM must be one address, as backstay@clinic.example.")
    return Mail(
        _mail_server(server),
        sender,
        _addresses("BACKSTAY_ALERT_EMAIL", team),
        _addresses("BACKSTAY_ALERT_EMAIL_LEAD", lead) if lead else (),
    )


def _mail_server(url: str) -> MailServer:
    from scheduler.mail import MailServer

    wrong = Failure(
        "BACKSTAY_SMTP_URL must be smtp://user:password@host:port or smtps://...; what is special "
        "in user or password is written as in a web address (@ is %40), and both are ASCII."
    )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")
    except ValueError:
        raise wrong from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    rest = parts.path.strip("/") or parts.query or parts.fragment
    ascii_only = (user + password).isascii() and (user + password).isprintable()
    if parts.scheme not in PORTS or not host or rest or not ascii_only:
        raise wrong
    security: Literal["none", "starttls", "tls"] = "tls"
    if parts.scheme == "smtp":
        security = "none" if _loopback(host) else "starttls"
    return MailServer(host, port or PORTS[parts.scheme], security, user or None, password or None)


def _webhook(chosen: Settings) -> Way | None:
    from scheduler.webhook import Webhook

    url = chosen.alert_webhook
    if url is None:
        return None
    if not _safe(url):
        raise Failure("BACKSTAY_ALERT_WEBHOOK must be https://..., or http:// on this computer.")
    try:
        return Webhook(url, chosen.secrets.ours("alert_webhook_secret"))
    except ValueError:
        raise Failure(
            "BACKSTAY_ALERT_WEBHOOK_SECRET must be whsec_ and the base64 of 24 to 64 bytes. Left "
            "away, one is made and kept in secrets.json."
        ) from None


def _addresses(name: str, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not all(ADDRESS.fullmatch(address) for address in found):
        raise Failure(f"{name} must be addresses, separated by commas: a@clinic.example, b@...")
    return found


def _safe(url: str) -> bool:
    """Whether it is https, or http that doesn't leave this computer."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url
    if not (host and port_is_good and plain):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _loopback(host))


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
