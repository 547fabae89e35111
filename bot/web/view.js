// The conversation on the screen. It is told what there is to show and changes only what differs,
// so that screen readers hear just what is new and nothing jumps under her thumb.

import { dayName, dayOf, textNodes, timeOf } from "./words.js";

const AT_ONCE = 150; // messages shown before she asks for earlier ones
const NEAR = 80; // pixels from the end that still count as being there

const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
const element = (id) => document.getElementById(id);
const make = (name, className, ...children) => {
  const node = document.createElement(name);
  node.className = className;
  node.append(...children);
  return node;
};

/** The drawing below a message; its size is known before it comes, so that nothing jumps. */
function drawing(id, inWords) {
  const image = make("img", "picture");
  Object.assign(image, { width: 320, height: 180, alt: inWords, src: `/chat/pictures/${id}` });
  return image;
}

export class View {
  /** @param on {choose(title), retry(id)} */
  constructor(on) {
    this.on = on;
    this.scroller = element("conversation");
    this.log = element("log");
    this.nodes = new Map(); // by key, what is in the log
    this.entries = [];
    this.first = null; // key of the first message shown
    this.choices = "";
    element("earlier").addEventListener("click", () => this.showEarlier());
    element("latest").addEventListener("click", () => this.toEnd(stillness.matches ? "instant" : "smooth"));
    this.followed = true; // she is at the end, and stays there when there is more
    this.height = this.scroller.clientHeight;
    this.scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    // The keyboard, or a longer draft, takes room away: that is not her scrolling.
    new ResizeObserver(() => {
      this.height = this.scroller.clientHeight;
      if (this.followed) this.toEnd();
      this.noteScroll();
    }).observe(this.scroller);
  }

  /**
   * Show the conversation: entries {key, from, text, at: Date, state?, why?}, oldest first, and
   * the quick answers to the last one.
   */
  show(entries, choices) {
    const said = entries.length > this.entries.length;
    const hers = said && entries.at(-1).from === "me";
    this.entries = entries;
    if (!entries.some(({ key }) => key === this.first)) this.first = entries.at(-AT_ONCE)?.key ?? null;
    this.layOut();
    this.showChoices(choices);
    element("hello").hidden = entries.length > 0;
    this.log.removeAttribute("aria-busy");
    if (hers) this.toEnd();
    else if (this.followed) this.toTurn();
    this.noteScroll();
  }

  showTyping(on) {
    element("typing").hidden = !on;
    if (this.followed) this.toTurn();
  }

  /** A line under the header about the connection; empty when all is well. */
  showConnection(line) {
    if (element("connection").textContent !== line) element("connection").textContent = line;
  }

  /** Nothing is here any more; `line` says what is still to be done. */
  showCleared(line) {
    this.entries = [];
    this.layOut();
    this.showChoices([]);
    this.showTyping(false);
    this.showConnection("");
    for (const id of ["composer", "menu-open", "hello"]) element(id).hidden = true;
    element("cleared").hidden = false;
    element("cleared-state").textContent = line;
    element("cleared").focus();
  }

  layOut() {
    const from = Math.max(0, this.entries.findIndex(({ key }) => key === this.first));
    element("earlier").hidden = from === 0;
    const wanted = [];
    let before = null;
    for (const entry of this.entries.slice(from)) {
      if (!before || dayOf(before.at) !== dayOf(entry.at)) wanted.push(this.day(entry.at));
      wanted.push(this.message(entry, before));
      before = entry;
    }
    const keep = new Set(wanted);
    for (const [key, node] of this.nodes) {
      if (keep.has(node)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    wanted.forEach((node, place) => {
      if (this.log.children[place] !== node) this.log.insertBefore(node, this.log.children[place] ?? null);
    });
  }

  day(at) {
    const node = this.node(`day ${dayOf(at)}`, () => make("p", "day"));
    const name = dayName(at);
    if (node.textContent !== name) node.textContent = name; // "Today" becomes "Yesterday"
    return node;
  }

  message(entry, before) {
    const { key, from, text, at, state, why, picture } = entry;
    const node = this.node(key, () => {
      const words = make("p", "text", ...textNodes(text, from === "coach"));
      words.dir = "auto";
      const time = make("time", "", timeOf(at));
      time.dateTime = at.toISOString();
      const who = make("span", "unseen", from === "me" ? "You:" : "Backstay:");
      const below = picture ? [drawing(key, picture)] : [];
      return make("div", "message", who, words, ...below, make("span", "meta", time));
    });
    const waiting = state === "waiting";
    const same = before?.from === from && dayOf(before.at) === dayOf(at);
    node.className = `message ${from}${waiting ? " waiting" : ""}${same ? " same" : ""}`;
    const again = node.querySelector(".again");
    if (state === "failed" && !again) {
      const button = make("button", "again", `${why || "Not sent."} Tap to try again`);
      button.type = "button";
      button.addEventListener("click", () => this.on.retry(key));
      node.append(button);
    } else if (state !== "failed") {
      again?.remove();
    }
    return node;
  }

  node(key, build) {
    if (!this.nodes.has(key)) this.nodes.set(key, build());
    return this.nodes.get(key);
  }

  showChoices(titles) {
    if (this.choices === titles.join("\n")) return;
    this.choices = titles.join("\n");
    element("choices").replaceChildren(
      ...titles.map((title) => {
        const button = make("button", "", title);
        button.type = "button";
        button.addEventListener("click", (event) => this.on.choose(title, event.detail === 0));
        return button;
      }),
    );
  }

  showEarlier() {
    const from = this.entries.findIndex(({ key }) => key === this.first);
    const below = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.first = this.entries[Math.max(0, from - AT_ONCE)].key;
    this.layOut();
    this.scroller.scrollTop = this.scroller.scrollHeight - below;
  }

  toEnd(behavior = "instant") {
    this.followed = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** The end, but never past the start of the coach's turn: a long answer is read from its top. */
  toTurn() {
    let node = this.log.lastElementChild;
    if (!node?.matches(".coach")) return this.toEnd();
    while (node.previousElementSibling?.matches(".coach")) node = node.previousElementSibling;
    const top = node.offsetTop - this.scroller.offsetTop - 12;
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    this.scroller.scrollTo({ top: Math.min(top, end), behavior: "instant" });
    this.followed = true;
  }

  noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (clientHeight !== this.height) return;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.followed = atEnd;
    element("latest").hidden = atEnd;
  }
}
