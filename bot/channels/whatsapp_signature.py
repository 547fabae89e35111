"""Whether Meta made a request: X-Hub-Signature-256, over the raw body.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
"""

from __future__ import annotations

import hashlib
import hmac


def sign(secret: str, body: bytes) -> str:
    """The value of the header for a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secret: str, body: bytes, header: str | None) -> bool:
    """Whether the header was made from exactly this body with our app's secret."""
    shown = (header or "").encode(errors="replace")  # what isn't UTF-8 comes as half characters
    return hmac.compare_digest(shown, sign(secret, body).encode())
