"""What makes the chat an app, over HTTP: worker, notifications, clearing, what was erased."""

from __future__ import annotations

import asyncio
import json
import re
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.channels.web_push import subscriptions
from bot.channels.web_session import COOKIE, address
from records.events import PushEnded, PushSubscribed
from tests.bot.channels.push_service import Browser
from tests.bot.channels.web_server import Server, message, running_server, texts

pytestmark = [
    pytest.mark.models,  # Rasa's channel module brings TensorFlow with it
    pytest.mark.asyncio(loop_scope="session"),  # the server's fixture runs there
]


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with running_server(tmp_path, monkeypatch) as running:
        yield running


async def said_hello(server: Server, browser: httpx.AsyncClient) -> str:
    """She writes and is answered; returns her participant."""
    await browser.post("/chat/messages", json=message("hello"))
    await server.answered()
    known = server.context.store.find("web", str(address(browser.cookies[COOKIE])))
    assert known is not None
    return known


# --- the app ---


async def test_the_worker_may_look_after_the_page_and_knows_all_its_files(server: Server) -> None:
    async with server.browser() as browser:
        worker = await browser.get("/chat/worker.js")
        assert worker.headers["content-type"].split(";")[0] == "text/javascript"
        assert worker.headers["service-worker-allowed"] == "/chat"
        assert worker.headers["cache-control"] == "no-cache"
        assert "worker-src 'self'" in worker.headers["content-security-policy"]
        [listed] = re.findall(r"^const FILES = (.*);$", worker.text, re.MULTILINE)
        files = set(json.loads(listed))
        page = (await browser.get("/chat")).text
        used = set(re.findall(r'(?:src|href)="(/chat[^"]*)"', page))
        for script in [path for path in files if path.endswith(".js")]:
            source = (await browser.get(script)).text
            used |= {f"/chat/static/{name}" for name in re.findall(r'from "\./(.*?)"', source)}
        assert used <= files
        for path in files:
            assert (await browser.get(path)).status_code == 200


async def test_the_manifest_makes_it_installable(server: Server) -> None:
    async with server.browser() as browser:
        manifest = (await browser.get("/chat/static/chat.webmanifest")).json()
        assert manifest["start_url"] == manifest["scope"] == "/chat"
        assert manifest["display"] == "standalone"
        sizes = set()
        for icon in manifest["icons"]:
            image = (await browser.get(icon["src"])).content
            if icon["type"] == "image/png":
                assert "{}x{}".format(*struct.unpack(">II", image[16:24])) == icon["sizes"]
                sizes.add(icon["sizes"])
        assert sizes == {"192x192", "512x512"}


# --- notifications ---


async def test_she_subscribes_and_stops(server: Server) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        key = (await browser.get("/chat/menu")).json()["push_key"]
        assert re.fullmatch(r"B[A-Za-z0-9_-]{86}", key)
        store = server.context.store
        answer = await browser.post("/chat/push", content=Browser("phone").subscription())
        assert answer.status_code == 204
        [kept] = subscriptions(store, her).values()
        assert kept.endpoint.endswith("/phone")
        for _ in range(2):
            assert (await browser.delete("/chat/push")).status_code == 204
        assert subscriptions(store, her) == {}
        kinds = [event.kind for event in store.read(her, kinds=["push_subscribed", "push_ended"])]
        assert kinds == [PushSubscribed.kind, PushEnded.kind]


async def test_a_stranger_and_another_sites_page_can_not_subscribe(server: Server) -> None:
    wish = Browser().subscription()
    async with server.browser() as browser:
        assert (await browser.post("/chat/push", content=wish)).status_code == 401
        assert (await browser.delete("/chat/push")).status_code == 401
        assert (await browser.get("/chat/menu")).status_code == 401
    async with server.her() as browser:
        early = await browser.post("/chat/push", content=wish)
        assert (early.status_code, "say hi first" in early.json()["error"]) == (409, True)
        assert server.context.store.participants() == []
        her = await said_hello(server, browser)
        for headers in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}):
            for call in (
                browser.post("/chat/push", content=wish, headers=headers),
                browser.delete("/chat/push", headers=headers),
                browser.delete("/chat/session", headers=headers),
            ):
                assert (await call).status_code == 403
        bad = await browser.post("/chat/push", content=b"{")
        assert (bad.status_code, list(bad.json())) == (400, ["error"])
        assert subscriptions(server.context.store, her) == {}


async def test_subscribing_over_and_over_has_to_wait(server: Server) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        codes = [
            (await browser.post("/chat/push", content=Browser(str(n)).subscription())).status_code
            for n in range(25)
        ]
        assert codes.count(204) <= 20 and codes[-1] == 429
        assert len(subscriptions(server.context.store, her)) == 1


# --- another chat ---


async def test_the_menu_names_the_chats_that_are_set_up(server: Server) -> None:
    async with server.her() as browser:
        assert (await browser.get("/chat/menu")).json()["chats"] == []
        server.context.links.update(
            web="https://chat.example/chat",
            whatsapp="https://wa.me/441?text={code}",
            twilio_whatsapp="https://wa.me/442?text={code}",
            telegram="https://t.me/backstay_bot?start={code}",
        )
        assert (await browser.get("/chat/menu")).json()["chats"] == ["Telegram", "WhatsApp"]


# --- clearing this device ---


async def test_clearing_makes_her_a_stranger_and_leaves_the_record(server: Server) -> None:
    async with server.her() as browser:
        her = await said_hello(server, browser)
        await browser.post("/chat/push", content=Browser().subscription())
        token = browser.cookies[COOKIE]
        gone = await browser.delete("/chat/session")
        assert gone.status_code == 204
        assert re.search(rf'{COOKIE}=""?; Path=/chat; Max-Age=0', gone.headers["set-cookie"])
        assert COOKIE not in browser.cookies
        assert (await browser.get("/chat/messages")).status_code == 401
        assert subscriptions(server.context.store, her) == {}
        assert (await browser.delete("/chat/session")).status_code == 204
        await browser.post("/chat/session")
        assert browser.cookies[COOKIE] != token
        assert await texts(browser) == []
    said = server.context.store.read(her, kinds=["message_received"])
    assert len(said) == 1


# --- another conversation ---


async def test_a_page_notices_that_its_conversation_was_erased(server: Server) -> None:
    async with server.her() as browser:
        assert (await browser.get("/chat/messages")).json()["conversation"] is None
        her = await said_hello(server, browser)
        before = (await browser.get("/chat/messages")).json()["conversation"]
        assert isinstance(before, str) and her not in before
        async with browser.stream("GET", "/chat/stream?after=1000") as stream:
            lines = stream.aiter_lines()
            await lines.__anext__()
            server.context.store.forget(her)

            async def rest() -> list[str]:
                return [line async for line in lines if line.startswith(("event", "data"))]

            assert await asyncio.wait_for(rest(), 20) == []  # it ends, and the page asks anew
        after = (await browser.get("/chat/messages")).json()
        nothing = {"conversation": None, "messages": [], "passing": [], "typing": False}
        assert after == nothing
