"""A real mail server on this computer that keeps what it takes, and fails when told to."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "backstay", "p@ss word"


@dataclass
class MailStandIn:
    """`mail` is what was taken. `answer` is said instead of taking a message, `refuses` are
    recipients turned away; `delay` seconds pass before each answer to a message."""

    tls: ssl.SSLContext | None = None
    at_once: bool = False  # TLS from the first byte, not after STARTTLS
    login: bool = False
    answer: str | None = None
    refuses: frozenset[str] = frozenset()
    delay: float = 0.0
    mail: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._start(0)

    def _start(self, port: int) -> None:
        kept: dict[str, Any] = {"tls_context": self.tls, "require_starttls": self.tls is not None}
        if self.at_once:
            kept = {"ssl_context": self.tls}
        if self.login:
            kept |= {"authenticator": self._check, "auth_required": True}
            kept |= {"auth_require_tls": self.tls is not None and not self.at_once}
        self._controller = _Anywhere(self, hostname="127.0.0.1", port=port, **kept)
        self._controller.start()

    @property
    def port(self) -> int:
        return cast(int, self._controller.server.sockets[0].getsockname()[1])

    def down(self) -> int:
        """Stop; returns the port, to come `up` at again."""
        port = self.port
        self._controller.stop()
        return port

    def up(self, port: int) -> None:
        self._start(port)

    def close(self) -> None:
        if self._controller.server is not None:
            self._controller.stop()

    def _check(
        self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return f"550 5.1.1 <{address}> is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.delay)
        if self.answer is not None:
            return self.answer
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.mail.append(cast(EmailMessage, parsed))
        self.to.append(list(envelope.rcpt_tos))
        self.encrypted.append(self.at_once or session.ssl is not None)
        return "250 OK"


class _Anywhere(Controller):
    """A controller that takes any free port, which it then has to be asked for."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate made here for this computer: what the server shows, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "mail.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(pem)
    trusts = ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.DER))
    return shows, trusts
