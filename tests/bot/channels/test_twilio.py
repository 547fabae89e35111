"""SMS and WhatsApp through Twilio, over HTTP both ways."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot import plain_text, pushing
from bot.channels.carrier_words import GOODBYE, WELCOME_BACK, WHO_WE_ARE
from bot.channels.phone_channel import TOO_FAST
from bot.delivery import Proactive
from records.events import RemindersChanged
from tests.bot.channels.phone_server import PUBLIC, Server, serving
from tests.bot.channels.provider_standin import until
from tests.bot.channels.twilio_standin import HERS, TOKEN, Twilio, call

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session")]

TEMPLATE = "HX" + "1" * 32
WHATSAPP = f"whatsapp:{HERS}"


@pytest.fixture
def twilio() -> AsyncIterator[Twilio]:
    standin = Twilio()
    yield standin
    standin.close()


@pytest.fixture
async def server(
    tmp_path: Path, twilio: Twilio, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Server]:
    from bot.channels.twilio import SmsChannel, TwilioWhatsAppChannel

    monkeypatch.setattr(pushing, "FIRST_PAUSE", 0.01)
    account = twilio.account(getattr(request, "param", TEMPLATE))
    kinds = (SmsChannel, TwilioWhatsAppChannel)
    async with serving(tmp_path, lambda context: [kind(account, context) for kind in kinds]) as up:
        yield up


def reminders(server: Server, her: str) -> list[tuple[str, str | None]]:
    bodies = [event.body for event in server.events(RemindersChanged, her)]
    return [(b.state, b.reason) for b in bodies if isinstance(b, RemindersChanged)]


# --- in and out ---


@pytest.mark.parametrize(("sender", "channel"), [(HERS, "sms"), (WHATSAPP, "twilio_whatsapp")])
async def test_a_message_is_answered_on_the_channel_it_came_from(
    server: Server, twilio: Twilio, sender: str, channel: str
) -> None:
    answer = await twilio.bring(server, twilio.message("My back hurts", sender))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml")
    assert answer.text.endswith("<Response></Response>")
    await until(lambda: twilio.said == ["You said: My back hurts"])
    assert twilio.taken[0].to == sender
    assert server.her(channel, HERS)


async def test_a_replay_changes_nothing(server: Server, twilio: Twilio) -> None:
    form = twilio.message("hello")
    for _ in range(3):
        assert (await twilio.bring(server, form)).status_code == 200
    await server.answered()
    await until(lambda: twilio.said == ["You said: hello"])
    assert server.received() == ["hello"]


async def test_a_picture_without_words_gets_a_kind_answer(server: Server, twilio: Twilio) -> None:
    picture = {"NumMedia": "1", "MediaUrl0": "https://example.org/1", "MediaContentType0": "a/b"}
    await twilio.bring(server, twilio.message("", **picture))
    await until(lambda: twilio.said == [plain_text.NO_WORDS])
    assert server.dialogue.heard == []


async def test_long_answers_come_in_parts_that_the_network_takes(
    server: Server, twilio: Twilio
) -> None:
    server.dialogue.answer = "A sentence about backs. " * 200
    server.dialogue.buttons = ("Yes", "No")
    await twilio.bring(server, twilio.message("tell me all"))
    await until(lambda: len(twilio.said) == 4)
    assert "".join("".join(twilio.said).split()) == "".join(
        (server.dialogue.answer + "You can answer: - Yes - No").split()
    )


async def test_choices_are_words_because_a_number_is_an_answer(
    server: Server, twilio: Twilio
) -> None:
    server.dialogue.answer, server.dialogue.buttons = "Is that right?", ("Yes", "No")
    await twilio.bring(server, twilio.message("2"))
    await until(lambda: twilio.said)
    assert twilio.said == ["Is that right?\n\nYou can answer:\n- Yes\n- No"]
    assert server.dialogue.heard == ["2"]


@pytest.mark.parametrize(
    "text",
    ["ä" * 20_000, "पीठ दर्द", "😀", "/restart", "x" * 40_000],
    ids=["long", "script", "smiley", "command", "longer"],
)
async def test_whatever_she_writes_is_recorded_and_answered_once(
    server: Server, twilio: Twilio, text: str
) -> None:
    assert (await twilio.bring(server, twilio.message(text))).status_code == 200
    await until(lambda: twilio.said)
    assert server.received() == [text[: plain_text.KEPT_LENGTH]]


@pytest.mark.parametrize("sender", ["22022", "VODAFONE", "", "whatsapp:", "+", "0044"])
async def test_nobody_answers_short_codes_and_names(
    server: Server, twilio: Twilio, sender: str
) -> None:
    assert (await twilio.bring(server, twilio.message("You have won", sender))).status_code == 200
    assert server.received() == []


# --- signatures ---


async def test_unsigned_calls_are_refused_and_counted(server: Server, twilio: Twilio) -> None:
    form = twilio.message("I am her")
    body = urlencode(form).encode()
    url = f"{PUBLIC}/webhooks/sms/webhook"
    answers = [
        await server.post("/webhooks/sms/webhook", body),
        await server.post("/webhooks/sms/webhook", body, x_twilio_signature="ü"),
        await server.post("/webhooks/sms/webhook", body + b"\xfc", x_twilio_signature="a"),
        await server.post("/webhooks/sms/webhook", b"\xff\x00{", x_twilio_signature="a"),
        await call(server, url, form, token="another"),
        await call(server, f"{PUBLIC}/webhooks/sms/status?message=x", form, token="another"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert server.received() == []
    assert (await server.get("/internal/health")).json()["refused"] == {"sms": 6}


async def test_logs_hold_no_words_number_or_token(
    server: Server, twilio: Twilio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    twilio.troubles.extend([(500, {}), (400, {"code": 99, "message": f"{HERS} quoted"})])
    await twilio.bring(server, twilio.message("sore nipples"))
    await server.post("/webhooks/sms/webhook", b"Body=sore+nipples")
    await until(lambda: server.fates())
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    assert ours
    for secret in ("nipples", HERS, HERS.lstrip("+"), TOKEN):
        assert secret not in ours


# --- what becomes of our messages ---


async def test_receipts_are_recorded_once(server: Server, twilio: Twilio) -> None:
    await twilio.bring(server, twilio.message("hello"))
    await until(lambda: server.fates() == [("accepted", None)])
    for status in ("queued", "sent", "delivered", "delivered", "read", "unheard_of"):
        assert (await twilio.report(server, twilio.taken[0], status)).status_code == 204
    assert [state for state, _ in server.fates()] == ["accepted", "sent", "delivered", "read"]


async def test_a_receipt_for_somebody_who_was_forgotten_is_no_trouble(
    server: Server, twilio: Twilio
) -> None:
    await twilio.bring(server, twilio.message("hello"))
    await until(lambda: server.fates())
    server.context.store.forget(server.her("sms", HERS))
    assert (await twilio.report(server, twilio.taken[0], "delivered")).status_code == 204


@pytest.mark.parametrize(
    "trouble",
    [
        None,
        (500, {}),
        (503, {"code": 20503}),
        (429, {"code": 20429}),
        (400, {"code": 14107, "message": "rate exceeded"}),
    ],
)
async def test_a_provider_in_trouble_gets_it_again(
    server: Server, twilio: Twilio, trouble: tuple[int, dict[str, int]] | None
) -> None:
    twilio.troubles.extend([trouble, trouble])
    await twilio.bring(server, twilio.message("hello"))
    await until(lambda: twilio.said == ["You said: hello"])
    await until(lambda: server.fates() == [("accepted", None)])


async def test_a_blocked_address_stops_what_we_write_first(server: Server, twilio: Twilio) -> None:
    her = server.joined("sms", HERS)
    server.checkin(her, "sms", "c1", "How is your back?")
    twilio.troubles.append((400, {"code": 21614, "message": "not a mobile"}))
    assert await server.door.deliver("c1", her) == Proactive("impossible", "not_a_mobile")
    assert reminders(server, her) == [("stopped", "not_a_mobile")]
    assert server.fates() == [("failed", "not_a_mobile")]


async def test_a_late_failure_stops_it_too(server: Server, twilio: Twilio) -> None:
    her = server.joined("sms", HERS)
    server.checkin(her, "sms", "c1", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("delivered")
    await twilio.report(server, twilio.taken[0], "undelivered", "30005")
    assert server.fates()[-1] == ("failed", "no_such_number")
    assert reminders(server, her) == [("stopped", "no_such_number")]


# --- the carriers' words ---


@pytest.mark.parametrize(
    "said", ["STOP", "stop", "Stop.", " unsubscribe ", "QUIT", "end", "cancel"]
)
async def test_stop_stops_at_once_and_start_resumes(
    server: Server, twilio: Twilio, said: str
) -> None:
    her = server.joined("sms", HERS)
    await twilio.bring(server, twilio.message(said))
    await server.answered()
    assert reminders(server, her) == [("stopped", "stop_word")]
    server.checkin(her, "sms", "c1", "How is your back?")
    assert (await server.door.deliver("c1", her)).state == "impossible"

    await twilio.bring(server, twilio.message("START"))
    await until(lambda: WELCOME_BACK in twilio.said)
    assert reminders(server, her)[1:] == [("active", None)]
    assert "How is your back?" not in twilio.said
    assert server.dialogue.heard == []


async def test_where_twilio_says_goodbye_itself_ours_is_given_up(
    server: Server, twilio: Twilio
) -> None:
    await twilio.bring(server, twilio.message("STOP"))
    await until(lambda: server.fates() == [("failed", "opted_out")])
    assert twilio.said == []


async def test_where_it_does_not_she_hears_it_once(server: Server, twilio: Twilio) -> None:
    form = twilio.message("STOP")
    for _ in range(2):
        await call(server, f"{PUBLIC}/webhooks/sms/webhook", form)
    await server.answered()
    await until(lambda: twilio.said == [GOODBYE])


async def test_yes_starts_again_right_after_a_stop_and_is_an_answer_else(
    server: Server, twilio: Twilio
) -> None:
    her = server.joined("sms", HERS)
    for text in ("yes", "STOP", "a word between", "yes", "STOP", "Yes"):
        await twilio.bring(server, twilio.message(text))
        await server.answered()
    assert server.dialogue.heard == ["yes", "a word between", "yes"]
    assert [state for state, _ in reminders(server, her)] == ["stopped", "active"]


async def test_start_does_not_undo_a_stop_in_other_words(server: Server, twilio: Twilio) -> None:
    from records.events import Draft

    her = server.joined("sms", HERS)
    server.context.store.append(her, Draft(RemindersChanged("stopped"), server.now))
    for text in ("STOP", "START"):
        await twilio.bring(server, twilio.message(text))
        await server.answered()
    assert server.context.store.participant(her).reminders == "stopped"
    assert server.dialogue.heard == ["START"]


@pytest.mark.parametrize("said", ["HELP", "info"])
async def test_help_says_who_we_are(server: Server, twilio: Twilio, said: str) -> None:
    await twilio.bring(server, twilio.message(said))
    await until(lambda: twilio.said == [WHO_WE_ARE])


async def test_the_words_count_only_alone_and_only_by_sms(server: Server, twilio: Twilio) -> None:
    await twilio.bring(server, twilio.message("please stop asking"))
    await twilio.bring(server, twilio.message("stop", WHATSAPP))
    await server.answered()
    assert sorted(server.dialogue.heard) == ["please stop asking", "stop"]


# --- WhatsApp's window of a day ---


async def test_outside_the_window_a_note_goes_first_and_the_message_when_she_writes(
    server: Server, twilio: Twilio
) -> None:
    her = server.joined("twilio_whatsapp", HERS)
    server.checkin(her, "twilio_whatsapp", "c1", "Good morning.", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("delivered")
    assert [(t.to, t.body, t.content) for t in twilio.taken] == [(WHATSAPP, "", TEMPLATE)]
    await twilio.report(server, twilio.taken[0], "delivered")

    server.now += timedelta(hours=5)
    await twilio.bring(server, twilio.message("ok", WHATSAPP))
    await until(lambda: twilio.said[1:] == ["Good morning.", "How is your back?"])
    assert server.dialogue.heard == []

    await twilio.report(server, twilio.taken[0], "read")  # late
    await twilio.bring(server, twilio.message("yes", WHATSAPP))
    await until(lambda: twilio.said[3:] == ["You said: yes"])


async def test_a_reply_that_says_more_is_heard_after_what_waited(
    server: Server, twilio: Twilio
) -> None:
    her = server.joined("twilio_whatsapp", HERS)
    server.checkin(her, "twilio_whatsapp", "c1", "How is your back?")
    await server.door.deliver("c1", her)
    await twilio.bring(server, twilio.message("it hurts, about 6", WHATSAPP))
    await until(lambda: twilio.said[1:] == ["How is your back?", "You said: it hurts, about 6"])


async def test_inside_the_window_it_goes_as_it_is(server: Server, twilio: Twilio) -> None:
    await twilio.bring(server, twilio.message("hello", WHATSAPP))
    await until(lambda: twilio.said)
    her = server.joined("twilio_whatsapp", HERS)
    server.now += timedelta(hours=23)
    server.checkin(her, "twilio_whatsapp", "c1", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("delivered")
    assert twilio.said[1:] == ["How is your back?"]


@pytest.mark.parametrize("server", [None], indirect=True)
async def test_without_a_template_it_is_impossible(server: Server, twilio: Twilio) -> None:
    her = server.joined("twilio_whatsapp", HERS)
    server.checkin(her, "twilio_whatsapp", "c1", "How is your back?")
    assert await server.door.deliver("c1", her) == Proactive("impossible", "window_closed")
    assert twilio.calls == 0


async def test_a_flood_of_one_sender_is_cut_short(server: Server, twilio: Twilio) -> None:
    for number in range(25):
        form = twilio.message(f"message {number}")
        assert (await twilio.bring(server, form)).status_code == 200
    assert len(server.received()) == 20
    await until(lambda: twilio.said.count(TOO_FAST) == 1)
