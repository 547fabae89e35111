"""Her data over HTTP: the file, what is answered and not kept, and the goodbye."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.web_session import COOKIE, address
from bot.erasure import GOODBYE, WORDS
from records.events import ConsentRefused, Draft, ErasureAsked, ParticipantErased
from records.export import export_participant
from tests.bot.channels.web_server import Server, message, running_server, texts

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with running_server(tmp_path, monkeypatch) as running:
        yield running


def now() -> datetime:
    return datetime.now(timezone.utc)


async def said_hello(server: Server, browser: httpx.AsyncClient) -> str:
    await browser.post("/chat/messages", json=message("hello"))
    await server.answered()
    known = server.context.store.find("web", str(address(browser.cookies[COOKIE])))
    assert known is not None
    return known


async def passing(browser: httpx.AsyncClient) -> list[tuple[str, str]]:
    answer = await browser.get("/chat/messages")
    return [(m["from"], m["text"]) for m in answer.json()["passing"]]


# --- the file ---


async def test_the_link_gives_her_whole_record_once(server: Server) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        link = f"/chat/export/{server.context.exports.offer(her, now())}"
        file = await browser.get(link)
        assert file.status_code == 200
        assert file.json() == export_participant(server.context.store, her)
        assert file.headers["cache-control"] == "no-store"
        assert file.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in file.headers["content-security-policy"]
        again = await browser.get(link)
        assert again.status_code == 404 and "used" in again.json()["error"]


async def test_the_link_is_of_no_use_to_anybody_else(server: Server) -> None:
    async with server.her() as browser, server.her() as other, server.browser() as stranger:
        her = await said_hello(server, browser)
        await said_hello(server, other)
        link = f"/chat/export/{server.context.exports.offer(her, now())}"
        assert (await other.get(link)).status_code == 404
        assert (await stranger.get(link)).status_code == 401
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        assert (await browser.get(link, headers=elsewhere)).status_code == 403
        assert (await browser.get(link)).status_code == 200  # nobody has used it up


async def test_an_old_link_and_an_earlier_one_are_dead(server: Server) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        old = server.context.exports.offer(her, now() - timedelta(minutes=11))
        assert (await browser.get(f"/chat/export/{old}")).status_code == 404
        first = server.context.exports.offer(her, now())
        server.context.exports.offer(her, now())
        for token in (first, "x" * 43, "x", "%00"):
            assert (await browser.get(f"/chat/export/{token}")).status_code == 404


# --- answered and not kept ---


async def withdraw(server: Server, her: str) -> None:
    server.context.store.append(her, Draft(ConsentRefused("1", "m"), now()))


async def test_after_withdrawal_the_page_shows_what_the_record_does_not_hold(
    server: Server,
) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        await withdraw(server, her)
        before = server.context.store.verify().rows
        secret = message("I leak when I sneeze")
        assert (await browser.post("/chat/messages", json=secret)).status_code == 202
        await server.answered()
        assert server.context.store.verify().rows == before
        assert "I leak when I sneeze" not in await texts(browser)
        shown = (await browser.get("/chat/messages")).json()["passing"]
        assert [m["text"] for m in shown] == [
            "I leak when I sneeze", "You said: I leak when I sneeze", "Is that right?",
        ]  # fmt: skip
        assert shown[0]["client_id"] == secret["id"] and shown[-1]["buttons"] == ["Yes", "No"]
        await browser.post("/chat/messages", json=secret)  # delivered again
        await server.answered()
        assert len(await passing(browser)) == 3


async def test_an_open_page_hears_it_and_another_browser_does_not(server: Server) -> None:
    async with server.her() as browser, server.her() as other:
        her = await said_hello(server, browser)
        await said_hello(server, other)
        await withdraw(server, her)
        async with browser.stream("GET", "/chat/stream?after=1000") as stream:
            lines = stream.aiter_lines()
            await lines.__anext__()
            await browser.post("/chat/messages", json=message("psst"))

            async def heard() -> list[str]:
                found: list[str] = []
                async for line in lines:
                    if line.startswith("data") and "text" in line:
                        found.append(json.loads(line.removeprefix("data: "))["text"])
                    if len(found) == 3:
                        break
                return found

            assert await asyncio.wait_for(heard(), 20) == [
                "psst", "You said: psst", "Is that right?",
            ]  # fmt: skip
        assert await passing(other) == []


# --- the goodbye ---


async def test_the_goodbye_is_shown_though_nothing_is_kept(server: Server) -> None:
    store = server.context.store
    async with server.her() as browser:
        her = await said_hello(server, browser)
        store.append(her, Draft(ErasureAsked("confirmed", "m"), now()))
        async with browser.stream("GET", "/chat/stream?after=1000") as stream:
            lines = stream.aiter_lines()
            await lines.__anext__()
            words = message(WORDS)
            await browser.post("/chat/messages", json=words)

            async def to_the_end() -> None:
                async for _ in lines:
                    pass

            await asyncio.wait_for(to_the_end(), 20)  # it ends, and the page asks anew
        page: dict[str, Any] = (await browser.get("/chat/messages")).json()
        assert page["conversation"] is None and page["messages"] == []
        assert [m["text"] for m in page["passing"]] == [WORDS, GOODBYE]
        assert store.read(her) == [] and store.verify().intact
        await browser.post("/chat/messages", json=words)  # a page that missed the answer
        assert store.participants() == []  # makes nobody of her again
        notes = [e for e in store.read() if isinstance(e.body, ParticipantErased)]
        assert [(e.participant, e.body.wanted_by) for e in notes] == [(None, "herself")]  # type: ignore[attr-defined]


async def test_the_words_without_the_question_are_only_words(server: Server) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        await browser.post("/chat/messages", json=message(WORDS))
        await server.answered()
        assert server.context.store.find("web", str(address(browser.cookies[COOKIE]))) == her
        assert f"You said: {WORDS}" in await texts(browser)


async def test_a_crash_before_the_erasure_does_not_forget_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, store = server.app.ctx.front_door, server.context.store
    async with server.her() as browser:
        her = await said_hello(server, browser)
        store.append(her, Draft(ErasureAsked("confirmed", "m"), now()))
        with monkeypatch.context() as crash:  # it dies when the message is recorded
            crash.setattr(door, "_start", lambda answer: answer.close())
            await browser.post("/chat/messages", json=message(WORDS))
        assert store.read(her)
        assert door.resume() == 1
        await server.answered()
        assert store.read(her) == [] and await passing(browser) == [
            ("me", WORDS),
            ("coach", GOODBYE),
        ]
