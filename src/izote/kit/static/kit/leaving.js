// What waits on this device goes when one signs out: the telephone may be another's tomorrow.
(() => {
  const words = document.currentScript.dataset.words;
  document.querySelectorAll("form").forEach((form) => form.querySelector("button.out") && form.addEventListener("submit", (event) => {
    if (!confirm(words)) { event.preventDefault(); return; }
    try { Object.keys(localStorage).filter((name) => name.startsWith("izote-captar")).forEach((name) => localStorage.removeItem(name)); } catch { /* nothing kept */ }
    if (self.caches) caches.keys().then((names) => names.filter((name) => name.startsWith("izote-captar")).forEach((name) => caches.delete(name)));
    if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister()));
    document.cookie = "izote_waiting=; path=/; max-age=0; samesite=strict";
  }));
})();
