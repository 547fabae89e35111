"""The chat page in a real browser, against a real server with a stand-in for the dialogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from playwright.sync_api import Page, Route, expect

from policies.motivation.diary import Day, Told
from policies.motivation.week_picture import draw
from records.events import Draft, MessageReceived
from tests.browser.chat_page import PHONE, Chat, answered, said, write

pytestmark = pytest.mark.servers

# --- writing and reading ---


def test_a_first_visit_says_hello_and_one_tap_starts(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page).to_have_title("Backstay")
    expect(page.get_by_role("heading", name="Hello, I'm Backstay")).to_be_visible()
    emergency = page.get_by_text(
        "Nobody reads this live. In an emergency call your local emergency number."
    )
    expect(emergency).to_be_in_viewport()
    page.get_by_role("button", name="Say hi").click()
    expect(said(page)).to_have_text(["Hi", "You said: Hi"])
    expect(page.get_by_role("heading", name="Hello, I'm Backstay")).to_be_hidden()
    expect(emergency).to_be_in_viewport()


def test_enter_sends_and_shift_enter_makes_a_new_line(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 1280, "height": 900})
    page.get_by_label("Your message").press_sequentially("sore back")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("  bad night")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_count(2)
    assert said(page).first.evaluate("node => node.innerText") == "sore back\n  bad night"
    expect(page.get_by_label("Your message")).to_have_value("")


def test_she_may_be_quicker_than_the_page(visit: Callable[..., Page]) -> None:
    page = visit()
    page.context.clear_cookies()  # as it is before the page has its session
    answered(page, "hello")
    expect(page.locator(".again")).to_have_count(0)


def test_an_empty_message_is_not_sent(visit: Callable[..., Page]) -> None:
    page = visit()
    write(page, "  \n ")
    answered(page, "hello")
    expect(said(page)).to_have_count(2)


def test_the_dots_show_while_the_coach_is_writing(visit: Callable[..., Page]) -> None:
    page = visit()
    write(page, "think")
    dots = page.get_by_role("img", name="Backstay is writing")
    expect(dots).to_be_visible()
    expect(said(page)).to_have_text(["think", "You said: think"])
    expect(dots).to_be_hidden()


def test_answers_come_one_by_one(visit: Callable[..., Page]) -> None:
    page = visit()
    write(page, "two")
    expect(said(page)).to_have_text(["two", "First this."])
    expect(page.get_by_role("img", name="Backstay is writing")).to_be_visible()
    expect(said(page)).to_have_text(["two", "First this.", "You said: two"])


def test_a_reload_keeps_the_conversation_and_the_draft(visit: Callable[..., Page]) -> None:
    page = visit()
    for text in ("one", "two of them", "three"):
        answered(page, text)
    page.get_by_label("Your message").fill("half a thou")
    before = said(page).all_inner_texts()
    page.reload()
    expect(said(page)).to_have_text(before)
    expect(page.get_by_label("Your message")).to_have_value("half a thou")
    answered(page, "four")
    expect(said(page)).to_have_count(8)


def test_a_second_tab_shows_the_same_conversation(visit: Callable[..., Page], chat: Chat) -> None:
    page = visit()
    answered(page, "from the first tab")
    other = page.context.new_page()
    other.goto(chat.url)
    expect(said(other)).to_have_text(["from the first tab", "You said: from the first tab"])
    answered(other, "from the second")
    expect(said(page)).to_have_text(said(other).all_inner_texts())


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_drawing_of_her_week_shows_below_its_message(
    visit: Callable[..., Page], chat: Chat, colours: str
) -> None:
    page = visit(color_scheme=colours)
    answered(page, "hello")
    week = [
        Day(
            date(2026, 11, 16 + n),
            {"pain_now": (Told(6.0 - n / 2, "message"),)},
            ("step",) * (n % 2),
        )
        for n in range(7)
    ]
    chat.say(chat.her(page.context), "Your week, in a few lines.", picture=draw(week))
    drawing = page.get_by_role("img", name="Your week from 16 November to 22 November. Monday")
    expect(drawing).to_be_in_viewport(ratio=1)
    expect(said(page).last).to_have_text("Your week, in a few lines.")
    page.wait_for_function("node => node.complete", arg=drawing.element_handle())
    assert drawing.evaluate("node => node.naturalWidth") == 320
    across = drawing.bounding_box()
    assert across is not None and 260 <= across["width"] <= PHONE["width"]
    page.reload()
    expect(drawing).to_be_visible()


def test_a_check_in_appears_without_a_reload(visit: Callable[..., Page], chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    her = chat.her(page.context)
    chat.say(her, "How was your night?", buttons=("Fine", "Hard"), checkin="c1")
    expect(said(page).last).to_have_text("How was your night?")
    expect(page.get_by_role("button", name="Hard")).to_be_visible()


def test_a_message_before_she_ever_wrote_appears_too(
    visit: Callable[..., Page], chat: Chat
) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    chat.say(chat.her(page.context), "Your clinician asked me to say hello.")
    expect(said(page)).to_have_text(["Your clinician asked me to say hello."])


def test_days_and_times_are_in_her_own_clock(visit: Callable[..., Page], chat: Chat) -> None:
    page = visit(timezone_id="Australia/Sydney")
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    her = chat.her(page.context)
    chat.say(her, "Long ago", datetime(2024, 3, 9, 15, 12, tzinfo=timezone.utc))
    now = datetime.now(timezone.utc)
    chat.say(her, "Yesterday's", now - timedelta(days=1))
    chat.say(her, "Today's", now)
    expect(said(page)).to_have_count(3)
    expect(page.locator("#log .day")).to_have_text(["10 March 2024", "Yesterday", "Today"])
    expect(page.locator("#log time").first).to_have_text(re.compile("^0?2:12"))


def test_a_long_history_is_shown_from_its_end(visit: Callable[..., Page], chat: Chat) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    now = datetime.now(timezone.utc)
    drafts = [Draft(MessageReceived("telegram", f"number {n}"), now) for n in range(400)]
    chat.store.append(chat.her(page.context), *drafts)
    page.reload()
    expect(said(page)).to_have_count(150)
    expect(said(page).last).to_have_text("number 399")
    expect(said(page).last).to_be_in_viewport()
    for shown in (300, 400):
        page.get_by_role("button", name="Show earlier messages").click()
        expect(said(page)).to_have_count(shown)
    expect(said(page).first).to_have_text("number 0")
    expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()


def test_a_long_answer_is_read_from_its_start(visit: Callable[..., Page]) -> None:
    page = visit()
    write(page, "long")
    expect(said(page)).to_have_count(2)
    top = page.locator("#conversation").bounding_box()
    answer = said(page).last.bounding_box()
    assert top is not None and answer is not None
    assert 0 <= answer["y"] - top["y"] < 40
    page.get_by_role("button", name="Latest message").click()
    expect(page.get_by_role("button", name="Latest message")).to_be_hidden()


# --- quick answers ---


def test_quick_answers_are_offered_once_and_send_their_title(visit: Callable[..., Page]) -> None:
    page = visit()
    write(page, "buttons")
    answers = page.get_by_role("group", name="Quick answers").get_by_role("button")
    expect(answers).to_have_text(["Yes", "Not yet", "<b>Maybe</b>"])
    page.get_by_role("button", name="Not yet").click()
    expect(said(page).last).to_have_text("You said: Not yet")
    expect(answers).to_have_count(0)
    page.reload()
    expect(said(page)).to_have_count(4)
    expect(answers).to_have_count(0)


def test_quick_answers_are_never_required(visit: Callable[..., Page]) -> None:
    page = visit()
    write(page, "buttons")
    answers = page.get_by_role("group", name="Quick answers").get_by_role("button")
    expect(answers).to_have_count(3)
    page.reload()
    expect(answers).to_have_count(3)
    answered(page, "in my own words")
    expect(answers).to_have_count(0)


# --- trouble on the line ---


def fail_to_send(page: Page) -> None:
    def drop(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages*", drop)


def test_what_was_not_sent_waits_for_a_tap(visit: Callable[..., Page]) -> None:
    page = visit()
    answered(page, "hello")
    fail_to_send(page)
    write(page, "first")
    again = page.get_by_role("button", name="Not sent. Tap to try again")
    expect(again).to_have_count(1)
    write(page, "second")
    expect(again).to_have_count(2)
    page.unroute("**/chat/messages*")
    again.first.click()
    expect(again).to_have_count(0)
    expect(page.locator(".me .text")).to_have_text(["hello", "first", "second"])
    expect(page.locator(".coach .text").last).to_have_text("You said: second")


def test_a_reload_loses_nothing_that_was_not_sent(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    fail_to_send(page)
    write(page, "kept on the phone")
    expect(page.get_by_role("button", name="Not sent. Tap to try again")).to_be_visible()
    page.unroute("**/chat/messages*")
    page.reload()
    expect(said(page)).to_have_text(["kept on the phone", "You said: kept on the phone"])
    assert not any("unsent" in key for key in page.evaluate("Object.keys(localStorage)"))


def test_an_answer_lost_on_the_way_does_not_send_twice(visit: Callable[..., Page]) -> None:
    page = visit()
    answered(page, "hello")

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages*", lose_the_answer)
    write(page, "only once")
    expect(page.locator(".coach .text").last).to_have_text("You said: only once")
    page.unroute("**/chat/messages*")
    page.reload()
    expect(said(page)).to_have_text(
        ["hello", "You said: hello", "only once", "You said: only once"]
    )


def test_out_of_reach_and_back(visit: Callable[..., Page], chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    page.context.set_offline(True)
    write(page, "from the lift")
    expect(page.get_by_role("button", name="Not sent. Tap to try again")).to_be_visible()
    chat.say(chat.her(page.context), "Said while you were away.")
    page.context.set_offline(False)
    expect(said(page)).to_have_text(
        [
            "hello",
            "You said: hello",
            "Said while you were away.",
            "from the lift",
            "You said: from the lift",
        ]
    )


def test_while_the_server_starts_the_page_says_so_and_then_carries_on(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    answered(page, "hello")
    starting = {"error": "I'm just waking up. Please try again in a moment."}
    page.route("**/chat/session", lambda route: route.fulfill(status=503, json=starting))
    page.reload()
    expect(page.get_by_text("I'm just waking up.")).to_be_visible(timeout=15_000)
    page.unroute("**/chat/session")
    expect(said(page)).to_have_count(2, timeout=15_000)
    expect(page.get_by_text("I'm just waking up.")).to_be_hidden()


def test_a_message_that_is_too_long_stays_where_it_is(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    box = page.get_by_label("Your message")
    box.fill("a" * 17_000)
    expect(page.locator("#count")).to_be_empty()
    box.fill("a" * 19_990)
    expect(page.locator("#count")).to_have_text("10 characters left")
    write(page, "a" * 20_001)
    expect(page.locator("#count")).to_contain_text("Could you send it in two?")
    assert len(box.input_value()) == 20_001
    expect(said(page)).to_have_count(0)


# --- safety ---

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script><b>bold</b>",
    "javascript:alert(1) https://example.org/?a=<a href=x>",
    "\u202eright to left\u2066 \x00 {{7*7}} ${alert(1)}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(visit: Callable[..., Page], chat: Chat, text: str) -> None:
    page = visit()
    write(page, text)
    expect(said(page)).to_have_count(2)
    chat.say(chat.her(page.context), text, buttons=(text,))
    expect(said(page)).to_have_count(3)
    assert [node.text_content() for node in said(page).all()] == [text, f"You said: {text}", text]
    assert said(page).locator("*").count() == 0
    assert page.get_by_role("group", name="Quick answers").locator("button *").count() == 0


def test_emergency_numbers_dial_and_other_numbers_do_not(
    visit: Callable[..., Page], chat: Chat
) -> None:
    page = visit()
    write(page, "call")
    links = page.locator("#log a")
    expect(links).to_have_text(["999", "116 123"])
    assert [link.get_attribute("href") for link in links.all()] == ["tel:999", "tel:116123"]
    her = chat.her(page.context)
    chat.say(her, "You walked 999 steps, and 112 more.")
    chat.say(her, "Please call 0999, 999-1, 1.999 or 9990. Or ring (111).")
    expect(said(page)).to_have_count(4)
    expect(links).to_have_text(["999", "116 123", "111"])
    write(page, "I'll call 999")
    expect(page.locator(".me a")).to_have_count(0)


# --- comfort ---


@pytest.mark.parametrize("width", [320, 360, 412])
def test_nothing_scrolls_sideways_and_targets_are_big(
    visit: Callable[..., Page], width: int
) -> None:
    page = visit(viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True)
    answered(page, "averyveryverylongwordwithoutanyspaces" * 8)
    write(page, "buttons")
    expect(page.get_by_role("button", name="Not yet")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("#conversation").evaluate("n => n.scrollWidth - n.clientWidth") == 0
    for target in page.locator("button:visible, textarea:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    size = page.get_by_label("Your message").evaluate(
        "n => parseFloat(getComputedStyle(n).fontSize)"
    )
    assert size >= 16
    send = page.get_by_role("button", name="Send").bounding_box()
    assert send is not None and send["y"] + send["height"] <= 700


def test_the_box_grows_to_six_lines_and_no_further(visit: Callable[..., Page]) -> None:
    page = visit()
    box = page.get_by_label("Your message")

    def height(lines: int) -> float:
        box.fill("\n".join("x" * lines))
        return float(box.evaluate("n => n.offsetHeight"))

    one, three, six, nine = (height(n) for n in (1, 3, 6, 9))
    assert one < three < six == nine
    assert height(1) == one


def luminance(page: Page, selector: str) -> float:
    colour = page.locator(selector).first.evaluate("n => getComputedStyle(n).backgroundColor")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 765


def test_it_is_dark_at_night(visit: Callable[..., Page]) -> None:
    for scheme, dark in (("dark", True), ("light", False)):
        page = visit(color_scheme=scheme)
        answered(page, "hello")
        for part in ("body", ".coach .text", "#text"):
            assert (luminance(page, part) < 0.3) is dark, (scheme, part)


def test_nothing_moves_for_who_wants_it_still(visit: Callable[..., Page]) -> None:
    moving = "getComputedStyle(document.querySelector('#typing i')).animationName"
    assert visit().evaluate(moving) != "none"
    assert visit(reduced_motion="reduce").evaluate(moving) == "none"


def test_the_keyboard_reaches_everything(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 1280, "height": 900})
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("buttons")
    page.keyboard.press("Enter")
    maybe = page.get_by_role("button", name="<b>Maybe</b>")
    expect(maybe).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(maybe).to_be_focused()
    assert maybe.evaluate("n => getComputedStyle(n).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(said(page).last).to_have_text("You said: <b>Maybe</b>")
    expect(page.get_by_label("Your message")).to_be_focused()


def test_a_screen_reader_hears_what_is_new(visit: Callable[..., Page]) -> None:
    page = visit()
    answered(page, "hello")
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    assert log.get_attribute("aria-busy") is None
    page.evaluate(
        """() => {
            window.heard = [];
            new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach(
                (node) => window.heard.push(node.textContent)))
            ).observe(document.getElementById("log"), { childList: true, subtree: true });
        }"""
    )
    answered(page, "again")
    heard = page.evaluate("window.heard.map((text) => text.replace(/\\d.*/, ''))")
    assert heard == ["You:again", "Backstay:You said: again"]


def test_without_javascript_it_says_what_to_do(visit: Callable[..., Page]) -> None:
    page = visit(java_script_enabled=False)
    expect(page.get_by_text("Nobody reads this live.")).to_be_visible()
    # Playwright switches scripts off after the page was parsed with them on, so look at the source.
    assert "This chat needs JavaScript." in (page.locator("noscript").text_content() or "")
