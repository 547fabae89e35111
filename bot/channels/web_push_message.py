"""A push message as push services take it: encrypted for one browser, signed by this server.

RFC 8291 (https://www.rfc-editor.org/rfc/rfc8291), in the coding of RFC 8188, and VAPID, RFC 8292
(https://www.rfc-editor.org/rfc/rfc8292).
"""

from __future__ import annotations

import base64
import binascii
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RECORD_SIZE = 4096  # bytes; all of the message is one record (RFC 8291, section 4)
LAST_RECORD = b"\x02"  # the delimiter that ends the last record's text (RFC 8188, section 2)
TOKEN_LIFE = timedelta(hours=12)  # at most 24 hours (RFC 8292, section 2)


def new_key() -> str:
    """A private key for VAPID: the number, 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return to_base64url(number.to_bytes(32, "big"))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key that `new_key` made. Raises ValueError."""
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), ec.SECP256R1())


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as an uncompressed point, 65 bytes."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def encrypt(
    text: bytes,
    browser_key: bytes,
    secret: bytes,
    *,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push, with Content-Encoding aes128gcm.

    `browser_key` and `secret` are the subscription's p256dh and auth. `salt` and `sender` are new
    for each message; only the examples of the RFC name them. Raises ValueError for a key that is
    no point of the curve.
    """
    salt = os.urandom(16) if salt is None else salt
    sender = ec.generate_private_key(ec.SECP256R1()) if sender is None else sender
    ours = public_bytes(sender)
    browser = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser_key)
    agreed = sender.exchange(ec.ECDH(), browser)
    material = _derive(agreed, secret, b"WebPush: info\0" + browser_key + ours, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD_SIZE.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(key).encrypt(nonce, text + LAST_RECORD, None)


def authorization(
    endpoint: str, key: ec.EllipticCurvePrivateKey, contact: str, now: datetime
) -> str:
    """The Authorization header by which a push service knows this server.

    `contact` is a mailto: or https: address for the service's operators.
    """
    url = urlsplit(endpoint)
    claims = {
        "aud": f"{url.scheme}://{url.netloc}",
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "sub": contact,
    }
    token = jwt.encode(claims, key, algorithm="ES256")
    return f"vapid t={token}, k={to_base64url(public_bytes(key))}"


def to_base64url(data: bytes) -> str:
    """Without padding, as the Push API writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """With or without padding. Raises ValueError."""
    try:
        data = text.rstrip("=").encode("ascii")
        return base64.b64decode(data + b"=" * (-len(data) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("this is not base64url") from error


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)
