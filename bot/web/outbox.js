// Messages on their way out. They stay on the device until the server has them, so that a dead
// connection, a reload or a closed tab loses nothing; the id makes sending again harmless.

const LONGEST_WAIT = 30000; // milliseconds; when asked for more she is told, and may try again
const PREFIX = "backstay.unsent."; // one entry a message: two tabs never overwrite each other

export class Outbox {
  /** @param post sends an item or throws Trouble; @param changed is called after every change */
  constructor(post, changed) {
    this.post = post;
    this.changed = changed;
    this.items = stored();
    this.busy = false;
  }

  /** Take a message in and send it, along with any that failed before. */
  add(text) {
    const item = { id: uuid(), text, at: Date.now(), state: "waiting" };
    this.items.push(item);
    keep(item);
    this.retry();
  }

  /** Try again what failed for a passing reason, and `id` whatever the reason. */
  retry(id) {
    for (const item of this.items) {
      if (item.state === "failed" && (!item.lasting || item.id === id)) item.state = "waiting";
    }
    this.changed();
    this.send();
  }

  /** The record has this message: nothing left to do for it. */
  arrived(id) {
    drop(id);
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** One at a time, in the order she wrote them. */
  async send() {
    if (this.busy) return;
    this.busy = true;
    for (let item; (item = this.items.find(({ state }) => state === "waiting")); ) {
      try {
        await this.post(item);
        item.state = "sent";
        drop(item.id);
      } catch (trouble) {
        if (trouble.wait && trouble.wait <= LONGEST_WAIT) {
          await new Promise((resume) => setTimeout(resume, trouble.wait));
          continue;
        }
        Object.assign(item, { state: "failed", lasting: trouble.lasting, why: trouble.message });
        if (!trouble.lasting) this.hold();
      }
      this.changed();
    }
    this.busy = false;
  }

  /** The line is down: later messages wait too, so that they don't overtake. */
  hold() {
    for (const item of this.items) if (item.state === "waiting") item.state = "failed";
  }
}

function stored() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ ...JSON.parse(localStorage[key]), state: "waiting" }))
      .sort((a, b) => a.at - b.at);
  } catch {
    return []; // storage is switched off: the page still works, without surviving a reload
  }
}

function keep({ id, text, at }) {
  try {
    localStorage[PREFIX + id] = JSON.stringify({ id, text, at });
  } catch {
    /* as above */
  }
}

function drop(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    /* as above */
  }
}

/** A random UUID; crypto.randomUUID is missing on plain http. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
