// The page: what was said (from the server), what is on its way (the outbox), and the composer.

import * as device from "./device.js";
import { Menu } from "./menu.js";
import { Outbox } from "./outbox.js";
import { dismiss } from "./push.js";
import * as server from "./server.js";
import { View } from "./view.js";

const LONGEST = 20000; // characters, as the server has it
const NEARLY = 18000; // from here on she sees how many are left
const ECHO = 5000; // milliseconds until a sent message that doesn't come back means a dead line
const DRAFT = "backstay.draft";
const NOT_YET = "The last step needs a connection. Please open this page again when there is one.";

const form = document.getElementById("composer");
const input = document.getElementById("text");
const count = document.getElementById("count");

const said = new Map(); // by id: the messages of the record, and those that nobody keeps
let last = 0; // the newest sequence number that the server has told; 0: so far they are the kept ones
let whose = null; // the conversation they are of, as the server names it
let gone = false; // cleared from this device

const view = new View({ choose, retry: (id) => outbox.retry(id) });
const outbox = new Outbox(send, show);
const menu = new Menu({ unsent: () => outbox.items.length, clear: () => forget(device.clear) });

// --- what there is to show ---

function show() {
  if (gone) return;
  const record = [...said.values()].sort((one, other) => one.at - other.at);
  const waiting = outbox.items.map((item) => ({ ...item, key: item.id, from: "me", at: new Date(item.at) }));
  const newest = record.at(-1);
  const open = waiting.length === 0 && newest?.from === "coach";
  view.show([...record, ...waiting], open ? newest.buttons : []);
}

function take(messages) {
  for (const message of messages) {
    if (message.seq <= last) continue;
    last = message.seq;
    if (message.client_id) outbox.arrived(message.client_id);
    put(message);
  }
  device.keep([...said.values()].filter(({ seq }) => seq));
  show();
}

/** Messages that are in no record: shown, and not kept on this device either. */
function pass(messages) {
  for (const message of messages) {
    if (message.client_id) outbox.arrived(message.client_id);
    put(message);
  }
  if (messages.length) show();
}

function put(message) {
  said.set(message.id, { ...message, key: message.client_id ?? message.id, at: new Date(message.at) });
}

/** What was said since; all of it when this device has another conversation, or only kept it. */
async function news() {
  let told = await server.history(last);
  const another = told.conversation !== whose || told.conversation === null;
  if (another && last > 0) told = await server.history((last = 0));
  return told;
}

// --- the connection ---

let hangUp = () => {};
let attempt = 0;
let failures = 0;
let redial = 0;

async function connect() {
  const mine = disconnect();
  if (gone) return;
  try {
    await server.openSession();
    const told = await news();
    if (mine !== attempt) return;
    if (last === 0) said.clear();
    whose = told.conversation;
    menu.offer(whose);
    take(told.messages);
    pass(told.passing);
    view.showTyping(told.typing);
    hangUp = server.listen(last, {
      message: (message) => take([message]),
      passing: (message) => pass([message]),
      typing: (on) => view.showTyping(on),
      broken: () => lost(""),
    });
    failures = 0;
    view.showConnection("");
    outbox.retry();
  } catch (trouble) {
    if (mine === attempt) lost(trouble.message);
  }
}

function disconnect() {
  clearTimeout(redial);
  hangUp();
  hangUp = () => {};
  return ++attempt;
}

function lost(line) {
  disconnect();
  view.showTyping(false);
  failures += 1;
  if (failures > 1) view.showConnection(line || "No connection just now. I'll keep trying.");
  redial = setTimeout(connect, Math.min(15000, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
}

async function send(item) {
  try {
    await server.post(item);
  } catch (trouble) {
    if (!trouble.stranger || gone) throw trouble;
    await server.openSession(); // she was quicker than the page, or its cookie has gone
    await server.post(item);
    connect();
  }
  setTimeout(() => outbox.items.includes(item) && connect(), ECHO);
}

window.addEventListener("online", connect);
window.addEventListener("pageshow", (event) => event.persisted && connect());
// A hidden page lets go of its line: it spares the battery, and phones freeze it anyway.
document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : look()));

function look() {
  dismiss();
  connect();
}

// --- clearing ---

/** Let go of everything; `step` then takes it from the device. */
async function forget(step) {
  gone = true;
  disconnect();
  outbox.items = [];
  said.clear();
  input.value = "";
  draft("");
  view.showCleared("");
  await step().catch(() => view.showCleared(NOT_YET));
}

window.addEventListener("storage", ({ key, newValue }) => {
  if (key === device.CLEARING && newValue) forget(async () => {}); // another tab is at it
});
window.addEventListener("online", () => gone && device.clearing() && forget(device.finishClearing));

// --- writing ---

function choose(title, byKeyboard) {
  outbox.add(title);
  if (byKeyboard) input.focus();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
  const left = LONGEST - input.value.length;
  count.classList.toggle("over", left < 0);
  count.textContent =
    left < 0
      ? "That's more than I can take in one message. Could you send it in two?"
      : input.value.length > NEARLY ? `${left} characters left` : "";
}

function draft(text) {
  try {
    if (text === undefined) return sessionStorage[DRAFT] ?? "";
    if (text) sessionStorage[DRAFT] = text;
    else sessionStorage.removeItem(DRAFT);
  } catch {
    /* storage is switched off: a reload forgets what she had begun to write */
  }
  return "";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!input.value.trim() || input.value.length > LONGEST) return;
  outbox.add(input.value.trim());
  input.value = "";
  draft("");
  grow();
});
input.addEventListener("input", () => {
  draft(input.value);
  grow();
});
const hasKeyboard = window.matchMedia("(hover: hover) and (pointer: fine)");
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasKeyboard.matches) return;
  event.preventDefault();
  form.requestSubmit();
});
// Tapping "Send" must not close the phone's keyboard by taking the focus.
form.querySelector("button").addEventListener("mousedown", (event) => event.preventDefault());
document.getElementById("say-hi").addEventListener("click", (event) => choose("Hi", event.detail === 0));

// iOS lays its keyboard over the page; keep the composer above it.
window.visualViewport?.addEventListener("resize", () => {
  if (window.visualViewport.scale !== 1) return;
  document.documentElement.style.setProperty("--height", `${window.visualViewport.height}px`);
});

function begin() {
  input.disabled = false;
  input.value = draft();
  grow();
  if (hasKeyboard.matches) input.focus();
  document.getElementById("log").setAttribute("aria-busy", "true"); // history is not read out
  device.kept().forEach(put);
  if (said.size || outbox.items.length) show();
  look();
  // on plain http, and where a browser has been told to forget, there is none
  navigator.serviceWorker?.register("/chat/worker.js", { scope: "/chat" }).catch(() => {});
}

if (device.clearing()) forget(device.finishClearing).then(() => device.clearing() || location.reload());
else begin();
