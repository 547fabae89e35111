// What this device keeps: the latest messages, so that she can read them without a connection;
// those not sent yet (outbox.js); and the copy of the page's own files (worker.js). The cookie,
// which only the server can take away, is the key to the whole conversation. `clear` removes all.

import { closeSession } from "./server.js";

const OURS = "backstay.";
const KEPT = "backstay.kept";
export const CLEARING = "backstay.clearing"; // cleared, but the cookie is still here

export const MOST = 150; // messages

/** Keep the latest of these, in place of those kept before. */
export function keep(messages) {
  try {
    if (messages.length === 0) localStorage.removeItem(KEPT);
    else localStorage[KEPT] = JSON.stringify(messages.slice(-MOST));
  } catch {
    /* storage is full or switched off: nothing to read without a connection */
  }
}

export function kept() {
  try {
    return JSON.parse(localStorage[KEPT] ?? "[]");
  } catch {
    return [];
  }
}

export function clearing() {
  try {
    return CLEARING in localStorage;
  } catch {
    return false;
  }
}

/** Remove the chat from this device. Throws Trouble when the server can't be reached for the cookie. */
export async function clear() {
  try {
    for (const storage of [localStorage, sessionStorage])
      for (const key of Object.keys(storage)) if (key.startsWith(OURS)) storage.removeItem(key);
    localStorage[CLEARING] = "1"; // other tabs let go too, and a later visit finishes it
  } catch {
    /* there was no storage, so nothing is in it */
  }
  await Promise.allSettled([dropFiles(), dropWorker()]);
  await finishClearing();
}

/** Give up the cookie. */
export async function finishClearing() {
  await closeSession();
  try {
    localStorage.removeItem(CLEARING);
  } catch {
    /* as above */
  }
}

async function dropFiles() {
  for (const name of await caches.keys()) if (name.startsWith("backstay-")) await caches.delete(name);
}

async function dropWorker() {
  const worker = await navigator.serviceWorker?.getRegistration("/chat");
  if (!worker) return;
  for (const shown of await worker.getNotifications()) shown.close();
  await (await worker.pushManager?.getSubscription())?.unsubscribe();
  await worker.unregister();
}
