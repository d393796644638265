// What cannot be sent waits on this device, says so, and goes when it was sent, when one signs out, or when the office shuts everything.
(() => {
  const NAME = "izote-captar", PLACE = "izote-captar-place", WHO = "izote-captar-who";
  const form = document.querySelector("form[data-capture]"), box = document.getElementById("waiting"), known = document.querySelector("[data-known]");
  const store = {
    read() { try { return JSON.parse(localStorage.getItem(NAME)) || []; } catch { return []; } },
    write(rows) {
      try {
        if (rows.length) localStorage.setItem(NAME, JSON.stringify(rows)); else localStorage.removeItem(NAME);
        document.cookie = rows.length ? `izote_waiting=${rows.length}; path=/; max-age=7776000; samesite=strict` : "izote_waiting=; path=/; max-age=0; samesite=strict";
        return true;
      } catch { return false; }
    },
    get(name) { try { return localStorage.getItem(name) || ""; } catch { return ""; } },
    set(name, value) { try { localStorage.setItem(name, value); } catch { /* the place is asked again */ } },
  };
  const drop = (key) => store.write(store.read().filter((one) => one.key !== key));
  const newKey = () => crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
  if (known) drop(known.dataset.known);
  if (!box) return;

  const say = (kind, count = store.read().length, more = "") => {
    box.hidden = false;
    box.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== kind; });
    box.querySelectorAll("[data-count]").forEach((part) => { part.textContent = count; });
    box.querySelector("[data-more]").textContent = more;
  };
  const ask = (url, options = {}) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 12000);
    return fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "error", signal: stop.signal, ...options }).finally(() => clearTimeout(timer));
  };
  const empty = async () => {
    store.write([]);
    try { [PLACE, WHO].forEach((name) => localStorage.removeItem(name)); } catch { /* nothing kept */ }
    if (self.caches) await Promise.all((await caches.keys()).filter((name) => name.startsWith(NAME)).map((name) => caches.delete(name)));
    if (navigator.serviceWorker) await Promise.all((await navigator.serviceWorker.getRegistrations()).map((one) => one.unregister()));
    say("emptied", 0);
  };

  let busy = false;
  async function send() {
    const editing = form && form.dataset.held ? form.elements.client_key.value : "";
    if (busy) return;
    busy = true;
    try {
      const state = await (await ask(box.dataset.state)).json();
      const mine = store.read().filter((one) => one.who === state.who && one.key !== editing);
      let refused = "", sent = 0;
      if (state.signed_in) {
        for (const one of mine) {
          const body = new URLSearchParams([...one.data, ["client_key", one.key], ["taken", one.taken], ["sent", new Date().toISOString()]]);
          const answer = await ask(box.dataset.send, { method: "POST", body, headers: { "X-CSRFToken": state.token } });
          if (answer.ok) { drop(one.key); sent += 1; }
          else if (answer.status === 422) refused = (await answer.json()).sentence || refused;
          else break;
        }
      }
      if (state.purge) { await empty(); return; }
      const left = store.read().filter((one) => one.key !== editing).length;
      if (refused) say("refused", left, refused);
      else if (left) say(state.signed_in ? "other" : "signin", left);
      else if (sent) say("sent", sent);
    } catch {
      if (store.read().length) say("waits");
    } finally { busy = false; }
  }

  if (form) {
    const field = form.elements.place;
    if (!field.value) field.value = store.get(PLACE);
    if (form.dataset.who) store.set(WHO, form.dataset.who);
    if (form.dataset.offline) form.elements.client_key.value = newKey();
    form.addEventListener("submit", (event) => {
      const data = Array.from(new FormData(form)).filter(([name]) => !["csrfmiddlewaretoken", "once", "client_key", "taken", "sent"].includes(name));
      const now = new Date().toISOString(), key = form.elements.client_key.value, who = store.get(WHO);
      store.set(PLACE, field.value);
      form.elements.taken.value = form.elements.sent.value = now;
      const kept = who && store.write([...store.read().filter((one) => one.key !== key), { key, who, taken: now, data }]);
      if (!form.dataset.offline && navigator.onLine !== false) return;
      event.preventDefault();
      if (!kept) { say("full"); return; }
      form.reset();
      field.value = store.get(PLACE);
      form.elements.client_key.value = newKey();
      say("waits");
      box.focus();
      send();
    });
  }
  if (navigator.serviceWorker && box.dataset.worker) navigator.serviceWorker.register(box.dataset.worker).catch(() => {});
  addEventListener("online", send);
  send();
})();
