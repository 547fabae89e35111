// The page: what was said (from the server), what is on its way (the outbox), and the composer.

import { Outbox } from "./outbox.js";
import * as server from "./server.js";
import { View } from "./view.js";

const LONGEST = 20000; // characters, as the server has it
const NEARLY = 18000; // from here on she sees how many are left
const ECHO = 5000; // milliseconds until a sent message that doesn't come back means a dead line
const DRAFT = "backstay.draft";

const form = document.getElementById("composer");
const input = document.getElementById("text");
const count = document.getElementById("count");

const said = new Map(); // by id: the messages of the record, in order
let last = 0; // the newest sequence number among them

const view = new View({ choose, retry: (id) => outbox.retry(id) });
const outbox = new Outbox(send, show);

// --- what there is to show ---

function show() {
  const record = [...said.values()];
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
    said.set(message.id, { ...message, key: message.client_id ?? message.id, at: new Date(message.at) });
  }
  show();
}

// --- the connection ---

let hangUp = () => {};
let attempt = 0;
let failures = 0;
let redial = 0;

async function connect() {
  const mine = disconnect();
  try {
    await server.openSession();
    const news = await server.history(last);
    if (mine !== attempt) return;
    take(news.messages);
    view.showTyping(news.typing);
    hangUp = server.listen(last, {
      message: (message) => take([message]),
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
  await server.post(item);
  setTimeout(() => outbox.items.includes(item) && connect(), ECHO);
}

window.addEventListener("online", connect);
window.addEventListener("pageshow", (event) => event.persisted && connect());
// A hidden page lets go of its line: it spares the battery, and phones freeze it anyway.
document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));

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
    sessionStorage[DRAFT] = text;
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

input.disabled = false;
input.value = draft();
grow();
if (hasKeyboard.matches) input.focus();
document.getElementById("log").setAttribute("aria-busy", "true"); // history is not read out
if (outbox.items.length) show();
connect();
