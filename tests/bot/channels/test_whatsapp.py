"""WhatsApp's Cloud API, over HTTP both ways."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import plain_text, pushing
from bot.channels.phone_channel import TOO_FAST
from bot.delivery import Proactive
from records.events import RemindersChanged
from tests.bot.channels.phone_server import Server, serving
from tests.bot.channels.provider_standin import until
from tests.bot.channels.whatsapp_standin import (
    HERS,
    PATH,
    SECRET,
    TOKEN,
    VERIFY,
    WhatsApp,
    notify,
    payload,
    post,
    problem,
)

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session")]

ADDRESS = f"+{HERS}"


@pytest.fixture
def whatsapp() -> AsyncIterator[WhatsApp]:
    standin = WhatsApp()
    yield standin
    standin.close()


@pytest.fixture
async def server(
    tmp_path: Path,
    whatsapp: WhatsApp,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Server]:
    from bot.channels.whatsapp import WhatsAppChannel

    monkeypatch.setattr(pushing, "FIRST_PAUSE", 0.01)
    account = whatsapp.account(getattr(request, "param", "news:en_GB"))
    async with serving(tmp_path, lambda context: [WhatsAppChannel(account, context)]) as up:
        await until(lambda: "whatsapp" in up.context.links)
        yield up


# --- the webhook ---


async def test_meta_is_shown_that_the_webhook_is_ours(server: Server) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    answer = await server.get(PATH, **asked | {"hub.verify_token": VERIFY})
    assert (answer.status_code, answer.text) == (200, "1158201444")
    for wrong in ({}, {"hub.verify_token": "ü"}, {"hub.verify_token": VERIFY[:-1]}):
        assert (await server.get(PATH, **asked | wrong)).status_code == 403


async def test_unsigned_calls_are_refused_and_counted(server: Server, whatsapp: WhatsApp) -> None:
    body = json.dumps(payload({"messages": [whatsapp.message("I am her")]})).encode()
    answers = [
        await server.post(PATH, body),
        await server.post(PATH, body, x_hub_signature_256="sha256="),
        await server.post(PATH, body, x_hub_signature_256="ü"),
        await post(server, body, secret="another"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert server.received() == []
    assert (await server.get("/internal/health")).json()["refused"] == {"whatsapp": 4}


async def test_what_is_older_than_meta_keeps_it_is_refused(
    server: Server, whatsapp: WhatsApp
) -> None:
    old = int((server.now - timedelta(days=9)).timestamp())
    assert (
        await whatsapp.bring(server, whatsapp.message("x", timestamp=str(old)))
    ).status_code == 403
    late = int((server.now - timedelta(days=6)).timestamp())
    assert (await whatsapp.bring(server, whatsapp.message("y", timestamp=str(late)))).is_success
    assert server.received() == ["y"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"\xff", b"[" * 100_000, b"{}",
        b'{"entry": 7}', b'{"entry": [7]}', b'{"entry": [{"changes": [{"field": "messages"}]}]}',
        json.dumps(payload({"messages": [{}, 7, {"id": 1, "from": HERS}, {"id": "a"}]})).encode(),
        json.dumps(payload({"messages": [{"id": "a", "from": "x", "type": "text"}]})).encode(),
        json.dumps(payload({"statuses": [{}, {"id": "a", "status": "read"}]})).encode(),
        json.dumps(payload({"messages": [{"id": "a", "from": HERS}]}, "999")).encode(),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_taken_and_left_out(server: Server, body: bytes) -> None:
    assert (await post(server, body)).status_code == 200
    assert server.received() == []


async def test_the_chat_can_be_opened_with_a_code(server: Server) -> None:
    assert server.context.links == {"whatsapp": "https://wa.me/15550783881?text=link%20{code}"}


# --- her messages ---


async def test_a_message_is_answered_and_marked_as_read(server: Server, whatsapp: WhatsApp) -> None:
    message = whatsapp.message("My back hurts")
    for _ in range(3):
        assert (await whatsapp.bring(server, message)).status_code == 200
    await until(lambda: whatsapp.said == ["You said: My back hurts"])
    await until(lambda: whatsapp.read == [message["id"]])
    assert whatsapp.taken[0]["to"] == HERS
    assert server.received() == ["My back hurts"]
    assert server.her("whatsapp", ADDRESS)


async def test_several_in_one_call_keep_their_order(server: Server, whatsapp: WhatsApp) -> None:
    await whatsapp.bring(server, *map(whatsapp.message, ("one", "two", "three")))
    await until(lambda: len(whatsapp.said) == 3)
    assert whatsapp.said == ["You said: one", "You said: two", "You said: three"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            {"type": "interactive", "interactive": {
                "type": "button_reply", "button_reply": {"id": "Yes", "title": "Yes"}}},
            "Yes",
        ),
        (
            {"type": "interactive", "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "Not at all confident", "title": "Not at all…"}}},
            "Not at all confident",
        ),
        ({"type": "button", "button": {"payload": "p", "text": "Read it"}}, "Read it"),
        ({"type": "image", "image": {"id": "1", "caption": "my scar"}}, "my scar"),
    ],
)  # fmt: skip
async def test_what_she_pressed_or_wrote_below_a_picture_is_her_text(
    server: Server, whatsapp: WhatsApp, content: dict[str, Any], text: str
) -> None:
    await whatsapp.bring(server, whatsapp.message(content))
    await until(lambda: whatsapp.said == [f"You said: {text}"])


@pytest.mark.parametrize(
    "content",
    [
        {"type": "audio", "audio": {"id": "1", "voice": True}},
        {"type": "image", "image": {"id": "1"}},
        {"type": "sticker", "sticker": {"id": "1"}},
        {"type": "location", "location": {"latitude": 1, "longitude": 2}},
        {"type": "contacts", "contacts": [{}]},
        {"type": "unsupported", "errors": [{"code": 131051}]},
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {}}},
        {"type": "interactive", "interactive": 7},
        {"type": "text", "text": {"body": ["x"]}},
        {"type": "something_new"},
        {"type": 7},
        {},
    ],
)
async def test_what_has_no_words_gets_a_kind_answer(
    server: Server, whatsapp: WhatsApp, content: dict[str, Any]
) -> None:
    await whatsapp.bring(server, whatsapp.message(content))
    await until(lambda: whatsapp.said == [plain_text.NO_WORDS])


@pytest.mark.parametrize("kind", ["reaction", "system", "request_welcome"])
async def test_what_is_not_said_to_us_is_left_alone(
    server: Server, whatsapp: WhatsApp, kind: str
) -> None:
    await whatsapp.bring(server, whatsapp.message({"type": kind, kind: {"body": "x"}}))
    await whatsapp.bring(server, whatsapp.message("in a group", group_id="g"))
    assert server.received() == []


async def test_who_shows_no_number_is_answered_by_her_id(
    server: Server, whatsapp: WhatsApp
) -> None:
    message = whatsapp.message("hello", from_user_id="GB.13491208655302741918")
    del message["from"]
    await whatsapp.bring(server, message)
    await until(lambda: whatsapp.said)
    assert whatsapp.taken[0]["recipient"] == "GB.13491208655302741918"


@pytest.mark.parametrize(
    "text",
    ["पीठ दर्द", "x" * 40_000, "\ud800", "/restart"],
    ids=["script", "long", "half a character", "command"],
)
async def test_whatever_she_writes_is_recorded_and_answered_once(
    server: Server, whatsapp: WhatsApp, text: str
) -> None:
    await whatsapp.bring(server, whatsapp.message(text))
    await until(lambda: whatsapp.said)
    assert len(server.received()) == 1


# --- our messages ---


@pytest.mark.parametrize(
    ("buttons", "kind"),
    [
        ((), "text"),
        (("Yes", "No", "Skip"), "button"),
        (tuple("0 1 2 3 4 5 6 7 8 9".split()), "list"),
        (("Talk to a person about it", "No"), "list"),
        (tuple("0 1 2 3 4 5 6 7 8 9 10".split()), "text"),
        (("Yes", "Yes"), "text"),
        (("x" * 80,), "text"),
    ],
)
async def test_buttons_as_whatsapp_takes_them(
    server: Server, whatsapp: WhatsApp, buttons: tuple[str, ...], kind: str
) -> None:
    server.dialogue.answer, server.dialogue.buttons = "Which?", buttons
    await whatsapp.bring(server, whatsapp.message("ask me"))
    await until(lambda: whatsapp.taken)
    sent = whatsapp.taken[0]
    assert sent.get("interactive", sent)["type"] == kind
    if kind == "text":
        assert all(f"- {title}" in whatsapp.said[0] for title in buttons)
    elif kind == "button":
        replies = sent["interactive"]["action"]["buttons"]
        assert [each["reply"]["title"] for each in replies] == list(buttons)
    else:
        rows = sent["interactive"]["action"]["sections"][0]["rows"]
        assert [each["id"] for each in rows] == list(buttons)


async def test_a_long_answer_with_buttons_stays_whole(server: Server, whatsapp: WhatsApp) -> None:
    server.dialogue.answer, server.dialogue.buttons = "Backs are strong. " * 100, ("Yes", "No")
    await whatsapp.bring(server, whatsapp.message("tell me"))
    await until(lambda: whatsapp.said)
    assert whatsapp.said[0].endswith("You can answer:\n- Yes\n- No")


async def test_receipts_are_recorded_once(server: Server, whatsapp: WhatsApp) -> None:
    await whatsapp.bring(server, whatsapp.message("hello"))
    await until(lambda: server.fates() == [("accepted", None)])
    for status in ("sent", "delivered", "delivered", "read", "unheard_of"):
        assert (await whatsapp.report(server, whatsapp.taken[0], status)).status_code == 200
    assert [state for state, _ in server.fates()] == ["accepted", "sent", "delivered", "read"]


async def test_receipts_of_others_and_of_the_forgotten_are_no_trouble(
    server: Server, whatsapp: WhatsApp
) -> None:
    await whatsapp.bring(server, whatsapp.message("hello"))
    await until(lambda: server.fates())
    unknown = {"id": "wamid.x", "status": "read", "biz_opaque_callback_data": "not ours"}
    assert (await notify(server, {"statuses": [unknown]})).status_code == 200
    server.context.store.forget(server.her("whatsapp", ADDRESS))
    assert (await whatsapp.report(server, whatsapp.taken[0], "read")).status_code == 200


@pytest.mark.parametrize(
    "trouble",
    [
        None,
        (500, problem(131000, "Something went wrong")),
        (400, problem(131056, "pair rate limit hit")),
        (429, problem(130429, "rate limit hit")),
    ],
)
async def test_a_provider_in_trouble_gets_it_again(
    server: Server, whatsapp: WhatsApp, trouble: Any
) -> None:
    her = server.joined("whatsapp", ADDRESS)
    await whatsapp.bring(server, whatsapp.message("hello"))
    await until(lambda: len(whatsapp.read) == len(whatsapp.said) == 1)
    whatsapp.troubles.extend([trouble, trouble])
    server.checkin(her, "whatsapp", "c1", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("delivered")
    assert whatsapp.said[1:] == ["How is your back?"]


async def test_an_address_that_blocks_us_stops_what_we_write_first(
    server: Server, whatsapp: WhatsApp
) -> None:
    her = server.joined("whatsapp", ADDRESS)
    server.checkin(her, "whatsapp", "c1", "How is your back?")
    await server.door.deliver("c1", her)
    await whatsapp.report(server, whatsapp.taken[0], "failed", 131026)
    assert server.fates()[-1] == ("failed", "not_reachable")
    bodies = [event.body for event in server.events(RemindersChanged, her)]
    assert bodies == [RemindersChanged("stopped", reason="not_reachable")]


async def test_logs_hold_no_words_number_or_secret(
    server: Server, whatsapp: WhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    whatsapp.troubles.extend([(500, {}), (500, {}), (400, problem(1234, f"{HERS} quoted"))])
    await whatsapp.bring(server, whatsapp.message("sore nipples"))
    await server.post(PATH, b"sore nipples")
    await post(server, b"sore nipples")
    await server.answered()
    await until(lambda: not whatsapp.troubles)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    assert ours
    for secret in ("nipples", HERS, TOKEN, SECRET):
        assert secret not in ours


async def test_a_flood_is_cut_short_and_what_has_piled_up_is_not(
    server: Server, whatsapp: WhatsApp
) -> None:
    await whatsapp.bring(server, *(whatsapp.message(f"now {n}") for n in range(25)))
    assert len(server.received()) == 20
    await until(lambda: whatsapp.said.count(TOO_FAST) == 1)
    stamp = int(server.now.timestamp())
    for number in range(25):
        sent = whatsapp.message(f"then {number}", timestamp=str(stamp + 100 * (number + 1)))
        await whatsapp.bring(server, sent)
    assert len(server.received()) == 45


# --- the window of a day ---


async def test_outside_the_window_a_note_goes_first_and_the_message_when_she_writes(
    server: Server, whatsapp: WhatsApp
) -> None:
    her = server.joined("whatsapp", ADDRESS)
    server.checkin(her, "whatsapp", "c1", "Good morning.", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("delivered")
    assert [each["type"] for each in whatsapp.taken] == ["template"]
    note = whatsapp.taken[0]["template"]
    assert note == {"name": "news", "language": {"code": "en_GB"}}

    server.now += timedelta(hours=5)
    pressed = {"type": "button", "button": {"payload": "x", "text": "Read it"}}
    await whatsapp.bring(server, whatsapp.message(pressed))
    await until(lambda: whatsapp.said[1:] == ["Good morning.", "How is your back?"])
    await whatsapp.report(server, whatsapp.taken[0], "read")  # late
    await whatsapp.bring(server, whatsapp.message("yes"))
    await until(lambda: whatsapp.said[3:] == ["You said: yes"])
    assert server.dialogue.heard == ["yes"]


async def test_each_checkin_has_a_note_of_its_own(server: Server, whatsapp: WhatsApp) -> None:
    her = server.joined("whatsapp", ADDRESS)
    for checkin in ("c1", "c2"):
        server.checkin(her, "whatsapp", checkin, "Good morning.", "How is your back?")
        assert await server.door.deliver(checkin, her) == Proactive("delivered")
        assert await server.door.deliver(checkin, her) == Proactive("delivered")
    assert [each["type"] for each in whatsapp.taken] == ["template", "template"]


async def test_where_meta_sees_the_window_closed_the_note_goes_as_well(
    server: Server, whatsapp: WhatsApp
) -> None:
    her = server.joined("whatsapp", ADDRESS)
    await whatsapp.bring(server, whatsapp.message("hello"))
    await until(lambda: len(whatsapp.read) == len(whatsapp.said) == 1)
    whatsapp.troubles.append((400, problem(131047, "Re-engagement message")))
    server.checkin(her, "whatsapp", "c1", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("delivered")
    assert whatsapp.taken[1]["type"] == "template"


@pytest.mark.parametrize("server", [None], indirect=True)
async def test_without_a_template_it_is_impossible(server: Server, whatsapp: WhatsApp) -> None:
    her = server.joined("whatsapp", ADDRESS)
    server.checkin(her, "whatsapp", "c1", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("impossible", "window_closed")
    assert whatsapp.taken == []
