"""Whether Twilio made a request: X-Twilio-Signature, over the public address and the form.

The address is the configured one, not the one in the request, which a stranger writes. The
signature holds no time, so an old request can't be told by it; the id of its message makes a
replay harmless.

https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import hmac
from urllib.parse import parse_qsl, urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port


class Unsigned(ValueError):
    """The request doesn't come from the provider, or not as it was sent."""


def signed_form(token: str, url: str, body: bytes, signature: str | None) -> dict[str, str]:
    """The fields of a signed form. Raises Unsigned; nothing of the form is used before."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict"
        )
    except ValueError as error:  # not a form, or not UTF-8 below its escapes
        raise Unsigned("not a form") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Unsigned("a field came twice")  # Twilio never does; which one was signed is unclear
    validator = RequestValidator(token)
    shown = (signature or "").encode(errors="replace")
    # with and without the port: Twilio itself isn't consistent in that
    addresses = {edit(urlparse(url)) for edit in (add_port, remove_port)}
    signed = [validator.compute_signature(address, form).encode() for address in addresses]
    if not any([hmac.compare_digest(shown, each) for each in signed]):
        raise Unsigned("the signature is wrong")
    return form
