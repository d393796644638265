// Drafts of long forms: ciphertext on the device (AES-GCM), the key in memory only, from the server after sign-in.
(() => {
  const LIFE = 12 * 3600 * 1000, PREFIX = "izote:";
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join(""));
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const digest = async (text) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))), (b) => b.toString(16).padStart(2, "0")).join("");

  const store = {
    read(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    write(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch { return false; } },
    remove(name) { try { localStorage.removeItem(name); } catch { /* nothing kept */ } },
    names() { try { return Object.keys(localStorage).filter((n) => n.startsWith(PREFIX)); } catch { return []; } },
  };
  const expire = () => store.names().forEach((name) => {
    const kept = store.read(name);
    if (!kept || !(Date.now() - kept.at < LIFE)) store.remove(name);
  });

  const kept = (control) => control.name && !["csrfmiddlewaretoken", "once"].includes(control.name)
    && !["password", "file", "hidden", "submit", "button", "reset", "image"].includes(control.type) && !control.closest("[data-autosave-skip]");
  const controls = (form) => Array.from(form.elements).filter(kept);
  const ticks = (control) => ["checkbox", "radio"].includes(control.type);
  const values = (form) => controls(form).map((c) => [c.name, c.value, ticks(c) ? c.checked : c.multiple ? Array.from(c.selectedOptions, (o) => o.value) : null]);
  const fill = (form, saved) => {
    const left = [...saved];
    controls(form).forEach((c) => {
      const i = left.findIndex(([name, value]) => name === c.name && (!ticks(c) || value === c.value));
      if (i < 0) return;
      const [[, value, state]] = left.splice(i, 1);
      if (ticks(c)) c.checked = state;
      else if (c.multiple) Array.from(c.options).forEach((o) => { o.selected = state.includes(o.value); });
      else c.value = value;
      c.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  // a form that came back refused may ask something more; what was written stands in it all the same
  const holds = (now, saved) => saved.every((one) => now.some((other) => JSON.stringify(other) === JSON.stringify(one)));

  async function ask(form, extra = {}) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken?.value ?? "", ...extra });
    const answer = await fetch(form.dataset.autosaveKey, { method: "POST", body, credentials: "same-origin", cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
  const imported = (key) => crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);

  async function guard(form) {
    const given = await ask(form);
    const name = PREFIX + (await digest(given.place + form.dataset.autosave)).slice(0, 32);
    const keys = new Map(await Promise.all(given.keys.map(async ({ id, key }) => [id, await imported(key)])));
    const [{ id: current }] = given.keys;
    const initial = JSON.stringify(values(form));
    const mark = form.elements.once ? (await digest(form.elements.once.value)).slice(0, 16) : "";
    let discarded = false, last = initial, busy = false, again = false;

    async function save(sent = false) {
      const now = JSON.stringify(values(form));
      if (discarded || (now === last && !sent)) return;
      if (busy) { again = true; return; }
      busy = true;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = JSON.stringify({ values: JSON.parse(now), initial, once: form.elements.once?.value ?? "", path: new URL(form.getAttribute("action") || location.href, location.href).pathname, sent });
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(name) }, keys.get(current), encoder.encode(text));
      if (store.write(name, { at: Date.now(), key: current, iv: base64(iv), data: base64(sealed), mark })) last = now;
      busy = false;
      if (again) { again = false; await save(); }
    }
    async function open() {
      const found = store.read(name), key = found && keys.get(found.key);
      if (!found) return null;
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(found.iv), additionalData: encoder.encode(name) }, key, bytes(found.data));
        return JSON.parse(decoder.decode(plain));
      } catch { store.remove(name); return null; }
    }
    function forget() { discarded = true; store.remove(name); last = JSON.stringify(values(form)); discarded = false; }
    function tell(kind) {
      const box = document.getElementById(form.dataset.autosaveNotice);
      if (!box) return;
      box.hidden = false;
      box.querySelectorAll("[data-when]").forEach((part) => { part.hidden = !part.dataset.when.split(" ").includes(kind); });
    }

    const draft = await open();
    if (draft && !holds(values(form), draft.values)) {
      const saved = draft.sent && draft.once && (await ask(form, { once: draft.once, path: draft.path })).saved;
      const put = () => { fill(form, draft.values); tell("restored"); last = JSON.stringify(values(form)); };
      if (saved) { forget(); tell("saved"); }
      else if (draft.initial === initial) put();
      else tell("changed");
      const box = document.getElementById(form.dataset.autosaveNotice);
      box?.addEventListener("click", (event) => {
        const act = event.target.dataset?.autosaveDo;
        if (act === "restore") put();
        if (act === "discard") { fill(form, JSON.parse(initial)); forget(); box.hidden = true; form.querySelector("input:not([type=hidden]), textarea, select")?.focus(); }
      });
    } else if (draft) forget();

    let timer = 0;
    const soon = () => { clearTimeout(timer); timer = setTimeout(save, 400); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", () => { clearTimeout(timer); save(true); });
    addEventListener("visibilitychange", () => document.hidden && save());
    form.dataset.autosaveReady = "yes";
  }

  expire();
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!crypto.subtle) return;
  document.querySelectorAll("form[data-autosave]").forEach((form) => guard(form).catch(() => { form.dataset.autosaveReady = "no"; }));
})();
