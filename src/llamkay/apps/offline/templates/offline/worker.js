// Keeps the shell of the work without a line, and nothing else: no page of the office, no answer of the server.
const SHELL = "{{ shell }}";
const FILES = [{% for file in files %}
  "{{ file }}",{% endfor %}
];
const CACHE = "llamkay-offline-{{ version }}";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    await self.skipWaiting();
  })());
});

// The former one goes only when this one is whole.
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const kept = event.request.method === "GET" && url.origin === location.origin && FILES.includes(url.pathname);
  if (!kept) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(url.pathname)) ?? fetch(event.request);
  })());
});
