{% load static %}// Keeps the form for signals on this device, and nothing of anybody: one page, its style and its script.
const CACHE = "izote-captar-{% static 'prevention/capture.js' %}-{% static 'prevention/capture.css' %}";
const HOME = "{% url 'capture' %}", SHELL = "{% url 'capture_offline' %}";
const FILES = [SHELL, "{% static 'prevention/capture.js' %}", "{% static 'prevention/capture.css' %}"];
addEventListener("install", (event) => event.waitUntil(
  caches.open(CACHE).then((cache) => cache.addAll(FILES.map((url) => new Request(url, { cache: "reload", redirect: "error" })))).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("izote-captar-") && name !== CACHE).map((name) => caches.delete(name)))).then(() => clients.claim())));
const soon = (request) => new Promise((resolve, reject) => { setTimeout(reject, 12000); fetch(request).then(resolve, reject); });
addEventListener("fetch", (event) => {
  const { request } = event, path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === HOME) event.respondWith(soon(request).catch(() => caches.match(SHELL)));
  else if (FILES.slice(1).includes(path)) event.respondWith(caches.match(path).then((kept) => kept || fetch(request)));
});
