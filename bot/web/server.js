// Talking to the server. Every failure is a Trouble that says what to tell her.

const PATIENCE = 20000; // milliseconds

export class Trouble extends Error {
  /**
   * @param lasting sending the same again would fail again; @param wait milliseconds asked for
   * @param stranger the server doesn't know this browser
   */
  constructor(sentence, { lasting = false, wait = 0, stranger = false } = {}) {
    super(sentence);
    this.stranger = stranger;
    this.lasting = lasting;
    this.wait = wait;
  }
}

async function ask(path, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(`/chat/${path}`, {
      credentials: "same-origin",
      cache: "no-store",
      signal: patience.signal,
      ...options,
    });
    const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    throw new Trouble(typeof body.error === "string" ? body.error : "", {
      lasting: [400, 413].includes(answer.status),
      stranger: answer.status === 401,
      wait: Number(answer.headers.get("Retry-After") ?? 0) * 1000,
    });
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble("");
  } finally {
    clearTimeout(timer);
  }
}

const json = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** Make sure that this browser has its cookie. */
export const openSession = () => ask("session", { method: "POST" });

/** Take this browser's cookie, and with it its notifications. */
export const closeSession = () => ask("session", { method: "DELETE" });

/** What the menu can offer: {push_key, chats: names}. */
export const menu = () => ask("menu");

/** A code for another chat: {code, minutes, links: [{name, url}]}. */
export const link = () => ask("link", { method: "POST" });

/** Have this browser told that there is a message; a PushSubscription. */
export const subscribe = (subscription) => ask("push", json(subscription));
export const unsubscribe = () => ask("push", { method: "DELETE" });

/** Everything said after a sequence number: {conversation, messages, passing, typing}. */
export const history = (after) => ask(`messages?after=${after}`);

/** Send a message. Sending one id twice makes one message. */
export const post = ({ id, text }) =>
  ask("messages", json({ id, text, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null }));

/** Listen for news after a sequence number. Returns a function that stops listening. */
export function listen(after, { message, passing, typing, broken }) {
  const stream = new EventSource(`/chat/stream?after=${after}`);
  stream.addEventListener("message", (event) => message(JSON.parse(event.data)));
  stream.addEventListener("passing", (event) => passing(JSON.parse(event.data)));
  stream.addEventListener("typing", (event) => typing(JSON.parse(event.data).on));
  stream.addEventListener("error", () => {
    stream.close();
    broken();
  });
  return () => stream.close();
}
