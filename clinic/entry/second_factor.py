"""The second factor: a code of six digits from the clinician's telephone (TOTP, RFC 6238).

The code of the step before and after is accepted too, for clocks that differ (RFC 6238, 5.2); each
code once, which ASVS 5.0, 6.5.1 asks for.
"""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup

STEP_SECONDS = 30
ISSUER = "Backstay"


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps read them."""
    return pyotp.random_base32()


def accepted_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The time step whose code this is, None for a wrong one; steps up to `after` are used up."""
    code = "".join(code.split())
    step = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for near in (step - 1, step, step + 1):
        right = totp.at(near * STEP_SECONDS)
        if near > after and hmac.compare_digest(right.encode(), code.encode()):
            return near
    return None


def qr_code(secret: str, name: str) -> Markup:
    """The secret as a picture for the telephone's camera: SVG of our own making, no outside text
    but the sign-in name, which is of letters, digits, dots and dashes."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    svg = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", dark="#000")
    return Markup(svg)  # noqa: S704


def spaced(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
