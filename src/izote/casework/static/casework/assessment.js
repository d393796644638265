// Questions open and close at once as answers change; without this script the server does it when one saves.
// The conditions come as trees with the page and mean what XPath 1.0 and the ODK XForms specification say.
(() => {
  const form = document.querySelector("form[data-filling]"), told = document.getElementById("rules");
  if (!form || !told) return;
  const items = JSON.parse(told.textContent);
  const wrap = (name) => form.querySelector(`[data-item="${CSS.escape(name)}"]`);
  const controls = (name) => Array.from(form.elements).filter((c) => c.name === name);

  const text = (v) => v === true ? "true" : v === false ? "false" : Array.isArray(v) ? v.join(" ") : v === undefined ? "" : String(v);
  const number = (v) => typeof v === "boolean" ? Number(v) : typeof v === "number" ? v : /^\s*-?(\d+(\.\d*)?|\.\d+)\s*$/.test(text(v)) ? Number(text(v)) : NaN;
  const truth = (v) => typeof v === "number" ? v !== 0 && !Number.isNaN(v) : Array.isArray(v) ? v.length > 0 : Boolean(v);
  const equal = (a, b) => typeof a === "boolean" || typeof b === "boolean" ? truth(a) === truth(b)
    : typeof a === "number" || typeof b === "number" ? number(a) === number(b) : text(a) === text(b);
  const days = (v) => /^\d{4}-\d\d-\d\d$/.test(text(v)) ? Date.parse(v) / 864e5 : v;
  const calls = {
    "not": (a) => !truth(a), "true": () => true, "false": () => false,
    "selected": (a, b) => text(a).split(" ").includes(text(b)),
    "count-selected": (a) => text(a).split(" ").filter(Boolean).length,
    "today": () => new Date(Date.now() - 6 * 36e5).toISOString().slice(0, 10),
    "regex": (a, b) => new RegExp(`^(?:${text(b)})$`).test(text(a)),
    "coalesce": (a, b) => text(a) ? a : b, "number": number,
    "string-length": (a) => text(a).length, "int": (a) => Math.trunc(number(a)),
  };
  const operators = {
    "=": equal, "!=": (a, b) => !equal(a, b),
    "<": (a, b) => number(days(a)) < number(days(b)), ">": (a, b) => number(days(a)) > number(days(b)),
    "<=": (a, b) => number(days(a)) <= number(days(b)), ">=": (a, b) => number(days(a)) >= number(days(b)),
    "+": (a, b) => number(days(a)) + number(days(b)), "-": (a, b) => number(days(a)) - number(days(b)),
    "*": (a, b) => number(a) * number(b), "div": (a, b) => number(a) / number(b), "mod": (a, b) => number(a) % number(b),
  };
  const value = ([kind, said, parts], seen, dot) => {
    const part = (i) => value(parts[i], seen, dot);
    switch (kind) {
      case "number": case "string": return said;
      case "ref": return seen.get(said) ?? "";
      case "dot": return dot;
      case "negative": return -number(part(0));
      case "call": return said === "if" ? part(truth(part(0)) ? 1 : 2) : (calls[said] ?? (() => ""))(...parts.map((_, i) => part(i)));
      case "binary":
        if (said === "and") return truth(part(0)) && truth(part(1));
        if (said === "or") return truth(part(0)) || truth(part(1));
        return operators[said](part(0), part(1));
    }
    return "";
  };

  function answer({ name, type }) {
    const found = controls(name);
    const ticked = found.filter((c) => c.checked).map((c) => c.value);
    if (type === "select_multiple") return ticked;
    const typed = found.find((c) => !["radio", "checkbox"].includes(c.type))?.value.trim() ?? "";
    const raw = ticked.at(-1) ?? typed;
    if (type !== "integer" && type !== "decimal") return raw;
    return Number.isNaN(number(raw)) ? "" : number(raw);
  }

  function weigh() {
    const seen = new Map();
    for (const item of items) {
      const open = (item.when ?? []).every((tree) => truth(value(tree, seen, "")));
      const box = wrap(item.name);
      if (box) box.hidden = !open;
      if (!open) continue;
      seen.set(item.name, item.is ? value(item.is, seen, "") : answer(item));
    }
    form.querySelectorAll("[data-part], [data-page]").forEach((group) => {
      group.hidden = !group.querySelector("[data-item]:not([hidden])");
    });
    for (const item of items.filter((i) => i.critical)) {
      if (!seen.has(item.name) || !truth(value(item.critical, seen, seen.get(item.name)))) continue;
      const card = document.querySelector(`[data-protocol="${CSS.escape(item.protocol)}"]`);
      if (card?.hidden) { wrap(item.name).after(card); card.hidden = false; }
    }
  }

  // "Does not know" and the like stand alone: the rest of the same question is let go.
  function alone(changed) {
    if (changed.type !== "checkbox" || !changed.checked) return;
    const aside = (c) => c.closest("label")?.classList.contains("aside");
    controls(changed.name).forEach((c) => {
      if (c === changed || c.type !== "checkbox") return;
      if (aside(changed) || aside(c)) c.checked = false;
    });
  }

  // On paper each answer has a number: press it, then Enter for the next question.
  function entry(event) {
    const box = event.target.closest(".question");
    if (!box || event.ctrlKey || event.altKey || event.metaKey) return;
    const marks = ["radio", "checkbox"].includes(event.target.type);
    if (marks && /^[1-9]$/.test(event.key)) {
      const choice = box.querySelector(`input[data-nth="${event.key}"]`);
      if (!choice) return;
      event.preventDefault();
      choice.checked = choice.type === "radio" || !choice.checked;
      choice.focus();
      choice.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "Enter" && event.target.tagName !== "TEXTAREA") {
      const open = Array.from(form.querySelectorAll(".question:not([hidden])")).filter((q) => q.offsetParent);
      const next = open[open.indexOf(box) + 1];
      event.preventDefault();
      (next ?? document.getElementById("finish")).querySelector("input:checked, input, textarea, button")?.focus();
    }
  }

  const line = document.getElementById("offline");
  const online = () => { if (line) line.hidden = navigator.onLine; };
  addEventListener("online", online);
  addEventListener("offline", online);
  form.addEventListener("submit", (event) => {
    online();
    if (navigator.onLine) return;
    event.preventDefault();
    line?.scrollIntoView();
  });
  // many answers that change at once, as when a draft comes back, are weighed once
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; weigh(); });
  };
  form.addEventListener("change", (event) => { alone(event.target); soon(); });
  form.addEventListener("input", soon);
  if (form.classList.contains("entry")) form.addEventListener("keydown", entry);
  weigh();
})();
