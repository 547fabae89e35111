// Times in her own clock, and text as DOM nodes: never as markup.

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

export const timeOf = (at) => clock.format(at);

/** A key for her local day, such as "2026-3-9". */
export const dayOf = (at) => `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;

/** "Today", "Yesterday", "Monday 9 March", or with the year when it was long ago. */
export function dayName(at, now = new Date()) {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayOf(at) === dayOf(now)) return "Today";
  if (dayOf(at) === dayOf(yesterday)) return "Yesterday";
  return (now - at < 300 * 24 * 60 * 60 * 1000 ? weekday : full).format(at);
}

// Short emergency and crisis numbers, standing alone, in a message that says to call.
const CALL = /\b(call|ring|phone|dial)\b/i;
const NUMBER =
  /(^|[\s("'“‘])(999|911|112|111|000|988|116 123|13 11 14)(?=[)"'”’.,;:!?]*(?:\s|$))/g;

const FILE = /()(\/chat\/export\/[\w-]{43})/g; // her record as a file; works once

/**
 * The text as nodes. In the coach's words a short emergency number becomes a link that dials, and
 * the address of her file one that downloads it.
 */
export function textNodes(text, linked) {
  const nodes = [];
  let end = 0;
  const calls = linked && CALL.test(text);
  const found = linked ? [...(calls ? text.matchAll(NUMBER) : []), ...text.matchAll(FILE)] : [];
  for (const match of found.sort((one, other) => one.index - other.index)) {
    const [, before, number] = match;
    const start = match.index + before.length;
    const link = document.createElement("a");
    const file = number.startsWith("/");
    link.href = file ? number : `tel:${number.replaceAll(" ", "")}`;
    link.textContent = file ? "Download my data" : number;
    nodes.push(document.createTextNode(text.slice(end, start)), link);
    end = start + number.length;
  }
  nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}
