// Runs beside the page: opens it without a connection, and shows notifications. The server puts
// two lines before this one: VERSION and FILES, the addresses of the page and what it is made of.

const CACHE = `backstay-${VERSION}`;
const PAGE = "/chat";

self.addEventListener("install", (event) => event.waitUntil(fetchFiles()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));

async function fetchFiles() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
}

async function dropOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith("backstay-") && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// Only the files, which hold nothing of hers, all from one version. What she writes and reads goes
// past this worker.
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname.replace(/\/$/, "");
  if (event.request.method === "GET" && FILES.includes(path)) event.respondWith(file(path, event.request));
});

async function file(path, request) {
  return (await caches.match(path, { cacheName: CACHE })) ?? fetch(request);
}

self.addEventListener("push", (event) => {
  const shown = self.registration.showNotification(event.data?.text() || "You have a message", {
    tag: "message", // another one takes its place: a lock screen never shows a pile of them
    icon: "/chat/static/icon-192.png",
    badge: "/chat/static/badge.png",
  });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage());
});

async function openPage() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find(({ url }) => new URL(url).pathname.replace(/\/$/, "") === PAGE);
  await (open ? open.focus() : self.clients.openWindow(PAGE));
}

// The browser has changed its subscription by itself: tell the server where she is reached now.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(resubscribe(event)));

async function resubscribe({ newSubscription, oldSubscription }) {
  const subscription =
    newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  await fetch("/chat/push", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(subscription),
  });
}
