"""Who is at the other end of the web chat."""

from __future__ import annotations

import pytest

from bot.channels.web_session import address, from_elsewhere, new_token


def test_each_token_has_an_address_of_its_own_that_does_not_give_it_away() -> None:
    tokens = {new_token() for _ in range(50)}
    addresses = {address(token) for token in tokens}
    assert len(tokens) == len(addresses) == 50
    assert all(a is not None and a.startswith("sha256:") and len(a) == 71 for a in addresses)
    assert not any(token in str(a) for token in tokens for a in addresses)
    token = tokens.pop()
    assert address(token) == address(token)


@pytest.mark.parametrize("token", [None, "", "short", "x" * 44, "x" * 42 + "!", "x" * 42 + "\n"])
def test_anything_else_is_nobody(token: str | None) -> None:
    assert address(token) is None


@pytest.mark.parametrize(
    ("fetch_site", "origin", "host", "elsewhere"),
    [
        ("same-origin", "http://chat.test:5005", "chat.test:5005", False),
        ("same-origin", "https://Chat.test", "chat.test", False),
        ("none", None, "chat.test", False),
        (None, None, "chat.test", False),  # no browser
        ("cross-site", "https://evil.test", "chat.test", True),
        ("same-site", "https://other.chat.test", "chat.test", True),
        ("cross-site", None, "chat.test", True),
        (None, "https://evil.test", "chat.test", True),  # an old browser
        (None, "null", "chat.test", True),
        (None, "https://chat.test:8443", "chat.test", True),
        ("same-origin", "http://chat.test", None, True),
    ],
)
def test_another_sites_page_is_told_apart(
    fetch_site: str | None, origin: str | None, host: str | None, elsewhere: bool
) -> None:
    assert from_elsewhere(fetch_site, origin, host) is elsewhere
