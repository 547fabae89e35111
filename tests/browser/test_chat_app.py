"""The chat as an app on her phone: without a connection, told of messages, cleared, and for all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.channels.web_push import subscriptions
from bot.channels.web_session import COOKIE
from records.events import ConsentGiven, Draft, MessageReceived
from tests.bot.channels.push_service import Browser as Subscriber
from tests.browser.axe import assert_accessible
from tests.browser.chat_page import Chat, answered, said, write

pytestmark = pytest.mark.servers

Visit = Callable[..., Page]


def until(page: Page, truth: str) -> None:
    """Wait for an expression to hold. (Playwright's own waiting needs a page that allows eval.)"""
    for _ in range(200):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {truth}")


def installed(page: Page) -> None:
    """Wait until the worker has the files and looks after the page."""
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "navigator.serviceWorker.controller !== null")


def kept(page: Page) -> dict[str, Any]:
    """All that scripts can find on the device."""
    return dict(
        page.evaluate(
            """async () => ({
                local: Object.keys(localStorage),
                session: Object.keys(sessionStorage),
                caches: await caches.keys(),
                workers: (await navigator.serviceWorker.getRegistrations()).length,
            })"""
        )
    )


def open_menu(page: Page) -> None:
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("dialog", name="Menu")).to_be_visible()


def clear(page: Page) -> None:
    open_menu(page)
    page.get_by_role("button", name="Clear this chat from this device").click()
    page.get_by_role("button", name="Clear it now").click()
    expect(page.get_by_role("heading", name="Cleared from this device")).to_be_visible()


# --- without a connection ---


def test_without_a_connection_it_opens_and_shows_what_was_said(visit: Visit) -> None:
    page = visit()
    answered(page, "hello")
    installed(page)
    page.context.set_offline(True)
    page.reload()
    expect(said(page)).to_have_text(["hello", "You said: hello"])
    expect(page.get_by_text("Nobody reads this live.")).to_be_visible()
    expect(page.get_by_text("No connection just now.")).to_be_visible(timeout=15_000)
    other = page.context.new_page()
    other.goto(page.url + "/")
    expect(said(other)).to_have_text(["hello", "You said: hello"])


def test_what_she_writes_without_a_connection_is_sent_later_in_order(
    visit: Visit, chat: Chat
) -> None:
    page = visit()
    answered(page, "hello")
    installed(page)
    page.context.set_offline(True)
    write(page, "first")
    expect(page.get_by_role("button", name="Not sent. Tap to try again")).to_have_count(1)
    page.reload()
    expect(said(page)).to_have_text(["hello", "You said: hello", "first"])
    write(page, "second")
    expect(page.get_by_role("button", name="Not sent. Tap to try again")).to_have_count(2)
    page.context.set_offline(False)
    expect(said(page).last).to_have_text("You said: second", timeout=20_000)
    expect(page.locator(".again")).to_have_count(0)
    expect(page.locator(".me .text")).to_have_text(["hello", "first", "second"])
    received = chat.store.read(chat.her(page.context), kinds=[MessageReceived.kind])
    assert [event.body.text for event in received if isinstance(event.body, MessageReceived)] == [
        "hello",
        "first",
        "second",
    ]


def test_the_device_keeps_the_latest_messages_and_no_more(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    now = datetime.now(timezone.utc)
    drafts = [Draft(MessageReceived("telegram", f"number {n}"), now) for n in range(200)]
    chat.store.append(chat.her(page.context), *drafts)
    expect(said(page).last).to_have_text("number 199")
    messages = json.loads(page.evaluate("localStorage['backstay.kept']"))
    assert [m["text"] for m in messages] == [f"number {n}" for n in range(50, 200)]
    installed(page)
    [files] = kept(page)["caches"]
    paths = page.evaluate(
        """async (name) => (await (await caches.open(name)).keys()).map(
            ({ url }) => new URL(url).pathname)""",
        files,
    )
    assert all(path == "/chat" or path.startswith("/chat/static/") for path in paths)
    page.reload()
    expect(said(page)).to_have_count(150)
    expect(page.get_by_role("button", name="Show earlier messages")).to_be_visible()


def test_what_was_erased_is_not_kept(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    page.reload()
    expect(said(page)).to_have_count(2)
    chat.store.forget(chat.her(page.context))
    expect(page.get_by_role("heading", name="Hello, I'm Backstay")).to_be_visible(timeout=15_000)
    expect(said(page)).to_have_count(0)
    assert kept(page)["local"] == []
    answered(page, "again")


# --- the home screen ---


def test_the_browser_finds_it_installable(visit: Visit) -> None:
    page = visit()
    installed(page)
    devtools = page.context.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["url"].endswith("/chat.webmanifest") and manifest["errors"] == []
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}  # as the tests' browsers are


def test_installing_is_offered_in_the_menu_alone(visit: Visit) -> None:
    page = visit()
    answered(page, "hello")
    install = page.get_by_role("button", name="Put Backstay on the home screen")
    prevented = page.evaluate(
        """() => {
            const offer = new Event("beforeinstallprompt", { cancelable: true });
            offer.prompt = () => (window.prompted = true);
            window.dispatchEvent(offer);
            return offer.defaultPrevented;
        }"""
    )
    assert prevented
    open_menu(page)
    install.click()
    assert page.evaluate("window.prompted")
    page.evaluate("window.dispatchEvent(new Event('appinstalled'))")
    expect(install).to_be_hidden()


# --- clearing this device ---


def test_clearing_leaves_nothing_on_the_device_and_all_of_the_record(
    visit: Visit, chat: Chat
) -> None:
    page = visit()
    answered(page, "hello")
    installed(page)
    page.get_by_label("Your message").fill("half a thou")
    her = chat.her(page.context)
    other = page.context.new_page()
    other.goto(chat.url)
    expect(said(other)).to_have_count(2)
    other.get_by_label("Your message").fill("another half")

    open_menu(page)
    page.get_by_role("button", name="Clear this chat from this device").click()
    sure = page.get_by_role("dialog", name="Clear this chat from this device?")
    expect(sure).to_contain_text("Your record stays with your care team.")
    page.get_by_role("button", name="Keep it").click()
    expect(said(page)).to_have_count(2)
    page.get_by_role("button", name="Close", exact=True).click()
    clear(page)

    for each in (page, other):
        expect(each.get_by_role("heading", name="Cleared from this device")).to_be_visible()
        expect(said(each)).to_have_count(0)
        expect(each.get_by_label("Your message")).to_be_hidden()
    until(page, "localStorage.length === 0")
    for each in (page, other):
        assert kept(each) == {"local": [], "session": [], "caches": [], "workers": 0}
    assert page.context.cookies() == []
    assert len(chat.store.read(her, kinds=[MessageReceived.kind])) == 1
    other.close()
    page.reload()
    expect(page.get_by_role("heading", name="Hello, I'm Backstay")).to_be_visible()
    expect(said(page)).to_have_count(0)
    answered(page, "somebody new")
    assert chat.her(page.context) != her


def test_what_was_not_sent_is_named_before_it_is_lost(visit: Visit) -> None:
    page = visit()
    answered(page, "hello")
    page.context.set_offline(True)
    write(page, "not yet")
    expect(page.get_by_role("button", name="Not sent. Tap to try again")).to_be_visible()
    open_menu(page)
    page.get_by_role("button", name="Clear this chat from this device").click()
    expect(page.get_by_text("Not sent yet, and lost then: 1 message.")).to_be_visible()


@pytest.mark.parametrize("stays", [True, False])
def test_clearing_without_a_connection_is_finished_with_one(visit: Visit, stays: bool) -> None:
    page = visit()
    answered(page, "hello")
    context = page.context
    context.set_offline(True)
    clear(page)
    expect(page.get_by_text("The last step needs a connection.")).to_be_visible()
    assert kept(page) == {"local": ["backstay.clearing"], "session": [], "caches": [], "workers": 0}
    assert [cookie["name"] for cookie in context.cookies()] == [COOKIE]
    if stays:
        context.set_offline(False)
        expect(page.get_by_text("The last step needs a connection.")).to_be_hidden()
        until(page, "localStorage.length === 0")
        assert context.cookies() == []
    else:
        url = page.url
        page.close()
        context.set_offline(False)
        later = context.new_page()
        later.goto(url)
        expect(later.get_by_role("heading", name="Hello, I'm Backstay")).to_be_visible()
        expect(said(later)).to_have_count(0)


# --- notifications ---

# A browser of the tests has no push service to subscribe at: this stands where it would be.
PUSH_SERVICE = """
    window.asked = 0;
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = () => { window.asked += 1; return ask(); };
    const bytes = (text) => Uint8Array.from(
        atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    let held = JSON.parse(sessionStorage.held ?? "null");
    const made = () => held && {
        options: { applicationServerKey: bytes(held.key).buffer },
        toJSON: () => held.subscription,
        unsubscribe: async () => { held = null; delete sessionStorage.held; return true; },
    };
    PushManager.prototype.getSubscription = async () => made();
    PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
        if (!userVisibleOnly) throw new Error("not allowed");
        held = { key: applicationServerKey, subscription: SUBSCRIPTION };
        sessionStorage.held = JSON.stringify(held);
        return made();
    };
"""


def with_push(page: Page, permission: bool = True) -> None:
    """Give this browser a push service, from its next visit on."""
    if permission:
        page.context.grant_permissions(["notifications"])
    subscription = Subscriber("hers").subscription().decode()
    page.context.add_init_script(PUSH_SERVICE.replace("SUBSCRIPTION", subscription))
    page.reload()
    expect(said(page)).to_have_count(2)


def test_she_is_told_of_messages_only_when_she_wishes(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    with_push(page)
    installed(page)
    her = chat.her(page.context)
    open_menu(page)
    menu = page.get_by_role("dialog", name="Menu")
    expect(menu).to_contain_text("They say “You have a message” and nothing else.")
    assert page.evaluate("window.asked") == 0
    assert subscriptions(chat.store, her) == {}

    page.get_by_role("button", name="Notify me of messages").click()
    expect(menu).to_contain_text("On for this browser.")
    [subscription] = subscriptions(chat.store, her).values()
    assert subscription.endpoint.endswith("/hers")
    page.reload()
    open_menu(page)
    expect(menu).to_contain_text("On for this browser.")
    assert page.evaluate("window.asked") == 0

    page.get_by_role("button", name="Stop notifications").click()
    expect(page.get_by_role("button", name="Notify me of messages")).to_be_visible()
    assert subscriptions(chat.store, her) == {}


def test_a_new_key_of_the_server_keeps_her_wish(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    with_push(page)
    installed(page)
    open_menu(page)
    page.get_by_role("button", name="Notify me of messages").click()
    expect(page.get_by_role("button", name="Stop notifications")).to_be_visible()
    page.evaluate(
        """() => { sessionStorage.held = JSON.stringify(
            { ...JSON.parse(sessionStorage.held), key: "AAAA" }) }"""
    )
    with page.expect_request("**/chat/push"):
        page.reload()
    expect(said(page)).to_have_count(2)
    until(page, "JSON.parse(sessionStorage.held).key.length === 87")


def test_a_browser_that_blocks_them_is_said_to(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    with_push(page, permission=False)
    page.evaluate("Notification.requestPermission = async () => 'denied'")
    open_menu(page)
    page.get_by_role("button", name="Notify me of messages").click()
    expect(page.get_by_role("dialog", name="Menu")).to_contain_text("blocks notifications")
    assert subscriptions(chat.store, chat.her(page.context)) == {}


def test_clearing_ends_notifications(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    with_push(page)
    installed(page)
    her = chat.her(page.context)
    open_menu(page)
    page.get_by_role("button", name="Notify me of messages").click()
    expect(page.get_by_role("button", name="Stop notifications")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    clear(page)
    until(page, "localStorage.length === 0")
    assert subscriptions(chat.store, her) == {}


def deliver_push(page: Page, text: str) -> None:
    """A push reaches the worker, as the browser hands it over."""
    devtools = page.context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(r["registrationId"] for r in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(100):
        if registrations:
            break
        page.wait_for_timeout(50)
    origin = page.evaluate("location.origin")
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registrations[-1], "data": text},
    )


SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body }) => [title, body])"""


def test_a_push_shows_one_calm_notification_that_opens_the_chat(visit: Visit) -> None:
    page = visit()
    page.context.grant_permissions(["notifications"])
    answered(page, "hello")
    installed(page)
    for text in ("You had a message", "You have a message"):
        deliver_push(page, text)
        until(page, f"({SHOWN})().then((all) => all.some(([title]) => title === '{text}'))")
    assert page.evaluate(SHOWN) == [["You have a message", ""]]

    [worker] = page.context.service_workers
    opened = worker.evaluate(
        """async () => {
            const went = [];
            self.clients.openWindow = async (url) => went.push(url);
            WindowClient.prototype.focus = async function () { went.push(`focus ${this.url}`); };
            const waits = [];
            const [notification] = await self.registration.getNotifications();
            const click = new NotificationEvent("notificationclick", { notification });
            click.waitUntil = (promise) => waits.push(promise);
            self.dispatchEvent(click);
            await Promise.all(waits);
            return went;
        }"""
    )
    assert opened == [f"focus {page.url}"]
    assert page.evaluate(SHOWN) == []


def test_a_browser_that_changes_its_subscription_says_so(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    installed(page)
    [worker] = page.context.service_workers
    worker.evaluate(
        """async (newSubscription) => {
            const waits = [];
            const change = new ExtendableEvent("pushsubscriptionchange");
            Object.assign(change, { newSubscription, waitUntil: (promise) => waits.push(promise) });
            self.dispatchEvent(change);
            await Promise.all(waits);
        }""",
        json.loads(Subscriber("renewed").subscription()),
    )
    [subscription] = subscriptions(chat.store, chat.her(page.context)).values()
    assert subscription.endpoint.endswith("/renewed")


def test_looking_at_the_chat_takes_the_notification_away(visit: Visit) -> None:
    page = visit()
    page.context.grant_permissions(["notifications"])
    answered(page, "hello")
    installed(page)
    deliver_push(page, "You have a message")
    until(page, f"({SHOWN})().then((all) => all.length > 0)")
    page.reload()
    until(page, f"({SHOWN})().then((all) => all.length === 0)")


# --- another chat ---


def test_she_goes_on_in_another_chat(visit: Visit, chat: Chat) -> None:
    page = visit()
    answered(page, "hello")
    open_menu(page)
    go_on = page.get_by_role("button", name="Go on in Telegram")
    go_on.click()
    menu = page.get_by_role("dialog", name="Menu")
    expect(menu).to_contain_text("nothing to take along yet")

    her, now = chat.her(page.context), datetime.now(timezone.utc)
    chat.store.append(her, Draft(ConsentGiven("1", "message"), now))
    go_on.click()
    expect(menu).to_contain_text("It works once, within 10 minutes.")
    link = page.get_by_role("link", name="Open Telegram").get_attribute("href")
    assert link is not None and link.startswith("https://t.me/backstay_bot?start=")
    assert_accessible(page, "a code for another chat")
    code = link.partition("=")[2]
    assert chat.store.redeem(code, "telegram", "42", "1", now).outcome == "linked"
    chat.say(her, "Written in Telegram.")
    expect(said(page).last).to_have_text("Written in Telegram.")


# --- for all ---


def test_no_violation_that_axe_can_find(visit: Visit, chat: Chat) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    expect(page.get_by_role("button", name="Say hi")).to_be_visible()
    assert_accessible(page, "first visit")
    answered(page, "hello")
    write(page, "buttons")
    expect(page.get_by_role("button", name="Not yet")).to_be_visible()
    assert_accessible(page, "a question with quick answers")
    write(page, "call")
    expect(page.locator("#log a")).to_have_count(2)
    assert_accessible(page, "numbers to call")
    write(page, "long")
    expect(page.get_by_role("button", name="Latest message")).to_be_visible()
    assert_accessible(page, "further down there is more")
    write(page, "think")
    expect(page.get_by_role("img", name="Backstay is writing")).to_be_visible()
    assert_accessible(page, "the coach is writing")
    installed(page)
    page.context.set_offline(True)
    write(page, "not yet sent")
    expect(page.get_by_role("button", name="Not sent. Tap to try again")).to_be_visible()
    assert_accessible(page, "not sent")
    open_menu(page)
    assert_accessible(page, "menu")
    page.get_by_role("button", name="Clear this chat from this device").click()
    expect(page.get_by_role("button", name="Clear it now")).to_be_visible()
    assert_accessible(page, "sure?")
    page.get_by_role("button", name="Clear it now").click()
    expect(page.get_by_text("The last step needs a connection.")).to_be_visible()
    assert_accessible(page, "cleared")


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            """() => { const { ariaLabel, textContent, id } = document.activeElement;
                return ariaLabel || textContent.trim() || id; }"""
        )
    )


def test_the_keyboard_goes_through_the_page_and_the_menu_in_order(visit: Visit) -> None:
    page = visit(viewport={"width": 1280, "height": 800})
    write(page, "buttons")
    expect(page.get_by_role("button", name="Not yet")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_enabled()
    page.evaluate("document.activeElement.blur()")
    page.get_by_role("button", name="Menu").focus()
    order = [focused(page)]
    for _ in range(6):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order == ["Menu", "Conversation", "Yes", "Not yet", "<b>Maybe</b>", "text", "Send"]

    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Menu")).to_be_visible()
    expect(page.get_by_role("button", name="Notify me of messages")).to_be_focused()
    inside = [focused(page)]
    for _ in range(3):
        page.keyboard.press("Tab")
        inside.append(focused(page))
    assert inside == [
        "Notify me of messages",
        "Go on in Telegram",
        "Clear this chat from this device",
        "Close",
    ]
    page.keyboard.press("Tab")
    assert focused(page) not in order[1:]  # never the page behind it
    page.get_by_role("button", name="Clear this chat from this device").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Clear this chat from this device")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everything_fits_with_text_twice_as_big(visit: Visit, width: int) -> None:
    page = visit(viewport={"width": width, "height": 844})
    answered(page, "averyveryverylongwordwithoutanyspaces" * 3)
    write(page, "buttons")
    expect(page.get_by_role("button", name="Not yet")).to_be_visible()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("#conversation").evaluate("n => n.scrollWidth - n.clientWidth") == 0
    room = page.locator("#conversation").bounding_box()
    send = page.get_by_role("button", name="Send").bounding_box()
    assert room is not None and room["height"] > 300
    assert send is not None and send["y"] + send["height"] <= 844
    page.get_by_role("button", name="Menu").click()
    for name in ("Notify me of messages", "Clear this chat from this device", "Close"):
        button = page.get_by_role("button", name=name, exact=True)
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844
    assert page.locator("#menu").evaluate("n => n.scrollWidth - n.clientWidth") <= 0
