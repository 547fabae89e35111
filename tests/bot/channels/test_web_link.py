"""The code of the web chat's menu, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest

from records.events import ConsentGiven, Draft
from tests.bot.channels.web_server import Server, message, running_server, texts

pytestmark = [
    pytest.mark.models,  # Rasa's channel module brings TensorFlow with it
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with running_server(tmp_path, monkeypatch) as running:
        yield running


async def consented(server: Server, browser: httpx.AsyncClient) -> str:
    await browser.post("/chat/messages", json=message("hello"))
    await server.answered()
    (her,) = server.context.store.participants()
    server.context.store.append(
        her.id, Draft(ConsentGiven("test", "m"), datetime.now(timezone.utc))
    )
    return her.id


async def test_a_second_browser_becomes_hers_and_shows_the_whole_chat(server: Server) -> None:
    async with server.her() as phone, server.her() as laptop:
        her = await consented(server, phone)
        offered = (await phone.post("/chat/link")).json()
        assert (offered["minutes"], offered["links"]) == (10, [])
        await laptop.post("/chat/messages", json=message(offered["code"]))
        await server.answered()
        assert [p.id for p in server.context.store.participants()] == [her]
        assert await texts(laptop) == await texts(phone)
        assert "hello" in await texts(laptop)


async def test_links_lead_to_the_other_chats_with_the_code(server: Server) -> None:
    server.context.links["telegram"] = "https://t.me/a_bot?start={code}"
    async with server.her() as phone:
        await consented(server, phone)
        offered = (await phone.post("/chat/link")).json()
        code = offered["code"].replace("-", "")
        assert offered["links"] == [{"name": "Telegram", "url": f"https://t.me/a_bot?start={code}"}]


async def test_nobody_and_somebody_without_consent_get_no_code(server: Server) -> None:
    async with server.browser() as stranger, server.her() as new:
        assert (await stranger.post("/chat/link")).status_code == 401
        assert (await new.post("/chat/link")).status_code == 409
        await new.post("/chat/messages", json=message("hello"))
        answer = await new.post("/chat/link")
        assert answer.status_code == 409 and "take along" in answer.json()["error"]


async def test_another_site_gets_no_code(server: Server) -> None:
    async with server.her() as phone:
        await consented(server, phone)
        answer = await phone.post("/chat/link", headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


async def test_codes_are_not_for_collecting(server: Server) -> None:
    async with server.her() as phone:
        await consented(server, phone)
        answers = [await phone.post("/chat/link") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        assert int(answers[-1].headers["retry-after"]) > 0
