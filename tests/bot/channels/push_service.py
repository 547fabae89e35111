"""A push service on loopback (RFC 8030), and the browser behind it (RFC 8291)."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.channels.web_push_message import from_base64url, public_bytes, to_base64url

ORIGIN = "https://fcm.googleapis.com"


class Browser:
    """Has a subscription, and reads what comes for it as RFC 8291 says, from the other end."""

    def __init__(
        self,
        name: str = "one",
        key: ec.EllipticCurvePrivateKey | None = None,
        secret: bytes | None = None,
    ) -> None:
        self.name = name
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        self._secret = secret or os.urandom(16)

    def subscription(self, **changes: object) -> bytes:
        """PushSubscription.toJSON()."""
        keys = {"p256dh": to_base64url(public_bytes(self._key)), "auth": to_base64url(self._secret)}
        whole = {"endpoint": f"{ORIGIN}/fcm/send/{self.name}", "expirationTime": None, "keys": keys}
        return json.dumps(whole | changes).encode()

    def read(self, body: bytes) -> bytes:
        """The text of a push. Raises whatever is wrong with it."""
        salt, record, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert 18 <= len(sealed) <= record <= 4096
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        info = b"WebPush: info\0" + public_bytes(self._key) + sender
        material = _derive(self._key.exchange(ec.ECDH(), point), self._secret, info, 32)
        key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
        text, delimiter, _ = AESGCM(key).decrypt(nonce, sealed, None).partition(b"\x02")
        assert delimiter
        return text


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


@dataclass(frozen=True)
class Push:
    """What came: the path, the headers in lower case, and the body."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self, public_key: str) -> dict[str, object]:
        """The claims of its VAPID token, which must be signed with this key."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid" and given["k"] == public_key
        point = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), from_base64url(public_key)
        )
        return jwt.decode(
            given["t"], point, ["ES256"], audience=ORIGIN, options={"verify_exp": False}
        )


@dataclass
class PushService:
    """Takes pushes; `answers` says what to answer by path, `None` hangs up."""

    port: int = 0
    pushes: list[Push] = field(default_factory=list)
    answers: dict[str, tuple[int, str] | None] = field(default_factory=dict)

    def client(self) -> httpx.AsyncClient:
        """A client for which every address of the internet is this service."""
        return httpx.AsyncClient(transport=_Loopback(self.port), timeout=10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            assert method == "POST"
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            self.pushes.append(Push(path, headers, body))
            answer = self.answers.get(path, (201, f"Location: {ORIGIN}/message/1"))
            if answer is not None:
                status, header = answer
                writer.write(
                    f"HTTP/1.1 {status} Said\r\n{header}\r\n".encode()
                    + b"Content-Length: 0\r\nConnection: close\r\n\r\n"
                )
                await writer.drain()
        finally:
            writer.close()


class _Loopback(httpx.AsyncHTTPTransport):
    """To the service on loopback, without TLS, whatever host is asked for."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    server = await asyncio.start_server(service._serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    async with server:
        yield service
