"""Who is at the other end of the web chat: a random token in a cookie; the record has its hash."""

from __future__ import annotations

import hashlib
import re
import secrets
from urllib.parse import urlsplit

COOKIE = "backstay_chat"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in base64url


def new_token() -> str:
    """A fresh token; whoever holds it is this participant, so it stays in her browser."""
    return secrets.token_urlsafe(32)


def address(token: str | None) -> str | None:
    """The channel address behind a token, or None when it is missing or not one of ours."""
    if token is None or not _TOKEN.fullmatch(token):
        return None
    return "sha256:" + hashlib.sha256(token.encode()).hexdigest()


def from_elsewhere(fetch_site: str | None, origin: str | None, host: str | None) -> bool:
    """Whether a page of another site sent the request (headers Sec-Fetch-Site, Origin, Host).

    Browsers set the first two themselves; a caller that is no browser sends neither and has no
    cookie of somebody else's to misuse.
    """
    if fetch_site not in (None, "same-origin", "none"):
        return True
    return origin is not None and urlsplit(origin).netloc.lower() != (host or "").lower()
