// Notifications of this browser. Asked for by her alone, in the menu.

import { Trouble, subscribe, unsubscribe } from "./server.js";

const BLOCKED = "This browser blocks notifications from this page. You can allow them in its settings.";
const FAILED = "That didn't work just now. You'll find every message here.";

export const possible = () =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const registration = () => navigator.serviceWorker?.getRegistration("/chat");

/** The subscription of this browser, or null. */
export const current = async () =>
  possible() ? ((await (await registration())?.pushManager.getSubscription()) ?? null) : null;

/** Ask the browser, which asks her; `key` is the server's. Throws Trouble with what to tell her. */
export async function start(key) {
  if ((await Notification.requestPermission()) !== "granted") throw new Trouble(BLOCKED);
  try {
    await join(key);
  } catch (error) {
    await (await current())?.unsubscribe();
    throw error instanceof Trouble && error.message ? error : new Trouble(FAILED);
  }
}

export async function stop() {
  await (await current())?.unsubscribe();
  await unsubscribe();
}

/** Her wish stands when the server has a new key, or has lost her subscription. */
export async function renew(key) {
  if (possible() && Notification.permission === "granted" && (await current())) await join(key);
}

/** She is looking: what the lock screen says is out of date. */
export async function dismiss() {
  if (!possible()) return;
  for (const shown of (await (await registration())?.getNotifications()) ?? []) shown.close();
}

async function join(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const had = await pushManager.getSubscription();
  const same = had && keyOf(had) === key;
  if (had && !same) await had.unsubscribe();
  const wish = { userVisibleOnly: true, applicationServerKey: key };
  await subscribe(same ? had : await pushManager.subscribe(wish));
}

function keyOf({ options }) {
  const bytes = new Uint8Array(options.applicationServerKey ?? []);
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
