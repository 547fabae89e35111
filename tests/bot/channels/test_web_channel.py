"""The web channel over HTTP: a real server, a real record, a stand-in for the dialogue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.context import install
from records.events import Draft, MessageSent
from records.sqlite_store import SqliteStore
from tests.bot.channels.web_server import Server, message, running_server, tell, texts

pytestmark = [
    pytest.mark.models,  # Rasa's channel module brings TensorFlow with it
    pytest.mark.asyncio(loop_scope="session"),  # the server's fixture runs there
]


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with running_server(tmp_path, monkeypatch) as running:
        yield running


# --- the page ---

WEB = Path(__file__).parents[3] / "bot" / "web"
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}


@pytest.mark.parametrize("path", ["/chat", "/chat/"])
async def test_the_page_comes_with_a_policy_that_runs_nothing_of_others(
    server: Server, path: str
) -> None:
    async with server.browser() as browser:
        page = await browser.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "Nobody reads this live." in page.text


async def test_all_of_the_page_is_small(server: Server) -> None:
    """For a phone far from a mast: 60 KB, before any compression."""
    assert sum(path.stat().st_size for path in WEB.iterdir()) < 60_000


async def test_the_files_of_the_page_are_served_and_no_others(server: Server) -> None:
    async with server.browser() as browser:
        for path in WEB.iterdir():
            if path.name in ("index.html", "worker.js"):
                continue
            file = await browser.get(f"/chat/static/{path.name}")
            assert file.status_code == 200 and file.content == path.read_bytes()
            assert file.headers["content-type"].split(";")[0] == KINDS[path.suffix]
            assert file.headers["x-content-type-options"] == "nosniff"
        for name in ("index.html", "nothing.js", "..%2fchannels%2fweb.py", "%2e%2e/web.py"):
            assert (await browser.get(f"/chat/static/{name}")).status_code == 404


# --- the session ---


async def test_a_session_is_a_cookie_no_script_can_read_and_makes_nobody_yet(
    server: Server,
) -> None:
    async with server.browser() as browser:
        first = await browser.post("/chat/session")
        again = await browser.post("/chat/session")
        assert await texts(browser) == []
    cookie = first.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/chat", "Max-Age=31536000"):
        assert part in cookie
    assert "Secure" not in cookie
    assert (again.status_code, "set-cookie" in again.headers) == (204, False)
    assert server.context.store.participants() == []


async def test_behind_https_the_cookie_is_secure(server: Server) -> None:
    install(replace(server.context, secure_cookies=True))
    async with server.browser() as browser:
        assert "; Secure" in (await browser.post("/chat/session")).headers["set-cookie"]


async def test_a_made_up_cookie_is_replaced(server: Server) -> None:
    async with server.browser(Cookie="backstay_chat=admin") as browser:
        assert (await browser.get("/chat/messages")).status_code == 401
        assert "set-cookie" in (await browser.post("/chat/session")).headers


async def test_the_record_never_holds_the_token(server: Server, tmp_path: Path) -> None:
    async with server.her() as browser:
        await browser.post("/chat/messages", json=message("hi"))
        await server.answered()
        token = browser.cookies["backstay_chat"]
        [participant] = server.context.store.participants()
    assert participant.channels[0].address.startswith("sha256:")
    assert not any(token.encode() in f.read_bytes() for f in tmp_path.iterdir() if f.is_file())


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/stream"])
async def test_a_stranger_is_told_to_reload(server: Server, path: str) -> None:
    async with server.browser() as browser:
        answer = await browser.get(path)
    assert answer.status_code == 401
    assert "reload" in answer.json()["error"]


# --- messages ---


async def test_a_message_is_answered_and_kept_in_order(server: Server) -> None:
    async with server.her() as browser:
        sent = message("my back aches\na bit", zone="Europe/Paris")
        answer = await browser.post("/chat/messages", json=sent)
        assert (answer.status_code, answer.json()) == (202, {"id": sent["id"]})
        await server.answered()
        shown = (await browser.get("/chat/messages")).json()
        assert shown["typing"] is False
        mine, echo, question = shown["messages"]
        assert (mine["from"], mine["text"]) == ("me", "my back aches\na bit")
        assert mine["client_id"] == sent["id"]
        assert (echo["from"], echo["text"]) == ("coach", "You said: my back aches\na bit")
        assert question["buttons"] == ["Yes", "No"]
        assert mine["seq"] < echo["seq"] < question["seq"]
        assert await texts(browser, after=echo["seq"]) == ["Is that right?"]
    assert server.dialogue.zones == ["Europe/Paris"]


async def test_sending_again_is_accepted_and_changes_nothing(server: Server) -> None:
    async with server.her() as browser:
        sent = message("only once")
        both = await asyncio.gather(*(browser.post("/chat/messages", json=sent) for _ in range(5)))
        assert {answer.status_code for answer in both} == {202}
        await server.answered()
        assert (await texts(browser)).count("only once") == 1
        assert len(await texts(browser)) == 3


async def test_two_browsers_are_two_people(server: Server) -> None:
    async with server.her() as one, server.her() as two:
        await one.post("/chat/messages", json=message("from one"))
        await two.post("/chat/messages", json=message("from two"))
        await server.answered()
        assert "from two" not in await texts(one)
        assert "from one" not in await texts(two)


async def test_empty_text_gets_an_answer_too(server: Server) -> None:
    async with server.her() as browser:
        assert (await browser.post("/chat/messages", json=message(""))).status_code == 202
        await server.answered()
        assert len(await texts(browser)) > 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"not json", 400),
        (json.dumps(message("x", id=1)).encode(), 400),
        (json.dumps(message(5)).encode(), 400),
        (json.dumps(message("a" * 20_001)).encode(), 413),
    ],
    ids=["no JSON", "a number for an id", "a number for text", "too long"],
)
async def test_bad_input_gets_a_kind_sentence_and_leaves_no_trace(
    server: Server, content: bytes, status: int
) -> None:
    async with server.her() as browser:
        answer = await browser.post("/chat/messages", content=content)
    assert answer.status_code == status
    assert answer.json()["error"][-1] in ".?"
    assert "Traceback" not in answer.text
    assert server.context.store.participants() == []


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/session"])
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}, {"Origin": "null"}],
)
async def test_another_sites_page_can_not_speak_for_her(
    server: Server, path: str, headers: dict[str, str]
) -> None:
    async with server.her() as browser:
        answer = await browser.post(path, json=message("sent by a trick"), headers=headers)
        assert answer.status_code == 403
        assert await texts(browser) == []


async def test_too_many_at_once_have_to_wait_and_others_do_not(server: Server) -> None:
    async with server.her() as browser, server.her() as other:
        answers = [await browser.post("/chat/messages", json=message(str(n))) for n in range(21)]
        assert [a.status_code for a in answers] == [202] * 20 + [429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
        assert (await other.post("/chat/messages", json=message("hi"))).status_code == 202
        await server.answered()
        assert "20" not in await texts(browser)


async def test_while_the_server_starts_it_asks_for_a_moment(server: Server) -> None:
    async with server.her() as browser:
        del server.app.ctx.front_door
        for answer in (
            await browser.post("/chat/session"),
            await browser.post("/chat/messages", json=message("hi")),
            await browser.get("/chat/messages"),
            await browser.get("/chat/stream"),
        ):
            assert answer.status_code == 503
            assert "moment" in answer.json()["error"]
        assert (await browser.get("/chat")).status_code == 200


# --- the stream ---


async def events(lines: AsyncIterator[str], count: int) -> list[tuple[str, Any, str | None]]:
    """The next events of a stream: name, data, id."""
    found: list[tuple[str, Any, str | None]] = []
    fields: dict[str, str] = {}
    while len(found) < count:
        line = await asyncio.wait_for(lines.__anext__(), 15)
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            found.append((fields["event"], json.loads(fields["data"]), fields.get("id")))
            fields = {}
    return found


async def test_the_stream_shows_a_turn_as_it_happens(server: Server) -> None:
    async with server.her() as browser:
        server.dialogue.may_answer.clear()
        async with browser.stream("GET", "/chat/stream") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            await browser.post("/chat/messages", json=message("hello"))
            mine, typing = await events(lines, 2)
            assert (mine[0], mine[1]["text"], mine[2]) == ("message", "hello", str(mine[1]["seq"]))
            assert typing == ("typing", {"on": True}, None)
            assert (await browser.get("/chat/messages")).json()["typing"] is True
            server.dialogue.may_answer.set()
            rest = await events(lines, 3)
            assert [data.get("text") for _, data, _ in rest] == [
                "You said: hello",
                "Is that right?",
                None,
            ]
            assert rest[-1][:2] == ("typing", {"on": False})


async def test_a_stream_takes_up_where_the_page_left_off(server: Server) -> None:
    async with server.her() as browser:
        await browser.post("/chat/messages", json=message("hello"))
        await server.answered()
        shown = (await browser.get("/chat/messages")).json()["messages"]
        first, second = shown[0]["seq"], shown[1]["seq"]
        for headers, query in (
            ({}, {"after": second}),
            ({"Last-Event-ID": str(second)}, {"after": first}),
        ):
            async with browser.stream(
                "GET", "/chat/stream", params=query, headers=headers
            ) as stream:
                [(_, data, _)] = await events(stream.aiter_lines(), 1)
            assert data["text"] == "Is that right?"


async def test_another_process_is_heard_without_a_wake_up(server: Server, tmp_path: Path) -> None:
    async with server.her() as browser:
        await browser.post("/chat/messages", json=message("hello"))
        await server.answered()
        [her] = server.context.store.participants()
        last = (await browser.get("/chat/messages")).json()["messages"][-1]["seq"]
        async with browser.stream("GET", "/chat/stream", params={"after": last}) as stream:
            sent = MessageSent("web", "How was your night?", checkin="c1")
            other = SqliteStore(tmp_path / "record.db")
            await asyncio.to_thread(other.append, her.id, Draft(sent, datetime.now(timezone.utc)))
            [(_, data, _)] = await events(stream.aiter_lines(), 1)
        assert data["text"] == "How was your night?"


async def test_pages_that_go_away_leave_nothing_running(server: Server) -> None:
    async with server.her() as browser:
        await browser.post("/chat/messages", json=message("hello"))
        await server.answered()
        async with browser.stream("GET", "/chat/stream") as stream:
            await events(stream.aiter_lines(), 1)
            while not server.context.wire._waiters:
                await asyncio.sleep(0.01)
        for _ in range(500):
            if not server.context.wire._waiters:
                break
            await asyncio.sleep(0.01)
        assert not server.context.wire._waiters


# --- pictures ---

DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg'><title>A week</title><desc>Pain &lt;3</desc></svg>"
)


async def test_a_drawing_is_for_the_one_whose_message_it_is_below(server: Server) -> None:
    async with server.her() as hers, server.her() as another, server.browser() as stranger:
        await hers.post("/chat/messages", json=message("hi"))
        await server.answered()
        [her] = server.context.store.participants()
        await another.post("/chat/messages", json=message("hi"))
        await server.answered()
        drawn = tell(server, her.id, "Your week", picture=DRAWING)
        plain = tell(server, her.id, "No drawing")
        answer = await hers.get(f"/chat/pictures/{drawn}")
        assert answer.text == DRAWING
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert answer.headers["cache-control"] == "no-store"
        assert (await another.get(f"/chat/pictures/{drawn}")).status_code == 404
        assert (await hers.get(f"/chat/pictures/{plain}")).status_code == 404
        assert (await hers.get("/chat/pictures/nothing")).status_code == 404
        assert (await stranger.get(f"/chat/pictures/{drawn}")).status_code == 401
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        refused = await hers.get(f"/chat/pictures/{drawn}", headers=elsewhere)
        assert refused.status_code == 403


async def test_nothing_in_a_drawing_can_run(server: Server) -> None:
    async with server.her() as hers:
        await hers.post("/chat/messages", json=message("hi"))
        await server.answered()
        [her] = server.context.store.participants()
        drawn = tell(server, her.id, "Your week", picture="<svg><script>alert(1)</script></svg>")
        answer = await hers.get(f"/chat/pictures/{drawn}")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy
        assert "script-src" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_page_is_told_what_a_drawing_shows_in_words(server: Server) -> None:
    async with server.her() as hers:
        await hers.post("/chat/messages", json=message("hi"))
        await server.answered()
        [her] = server.context.store.participants()
        tell(server, her.id, "Your week", picture=DRAWING)
        shown = (await hers.get("/chat/messages")).json()["messages"]
        assert [m.get("picture") for m in shown][-2:] == [None, "A week. Pain <3"]
        assert "svg" not in str(shown)
