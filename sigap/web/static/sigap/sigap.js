/* Comfort on top of pages that work without it: keys, kept drafts, one question before acts that
   cannot be undone, no double sending. Every word it shows stands in the page already. */

const DRAFT_PREFIX = "sigap:draf:";
const DRAFT_LIFE = 7 * 24 * 60 * 60 * 1000; // ms; after a week a draft is more riddle than help
const SEQUENCE_PAUSE = 1200; // ms between the two keys of "g i"
const BUSY_LIFE = 15000; // ms after which a sent form may be sent again without an answer
const body = document.body;

/* ---- Drafts -------------------------------------------------------------------------------- */

const drafts = {
  key: (form) => `${DRAFT_PREFIX}${body.dataset.user || "-"}:${form.dataset.draft}`,
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch {
      /* Storage is full or forbidden: the form itself still holds what was typed. */
    }
  },
  drop: (key) => localStorage.removeItem(key),
  all: () => Object.keys(localStorage).filter((key) => key.startsWith(DRAFT_PREFIX)),
};

/** Fields that may be kept: never passwords, files, hidden values or what opts out. */
function keptFields(form) {
  const never = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);
  return [...form.elements].filter(
    (field) => field.name && !never.has(field.type) && !("noDraft" in field.dataset),
  );
}

function valuesOf(form) {
  const values = {};
  for (const field of keptFields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked !== field.defaultChecked) values[`${field.name}=${field.value}`] = field.checked;
    } else if (field.value !== defaultOf(field)) {
      values[field.name] = field.value;
    }
  }
  return values;
}

function defaultOf(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
  return chosen ? chosen.value : "";
}

function keep(form) {
  const values = valuesOf(form);
  if (Object.keys(values).length) drafts.write(drafts.key(form), { at: Date.now(), values });
  else drafts.drop(drafts.key(form));
}

/** Put a kept draft back into its form; says how many fields changed. */
function fill(form, values) {
  let changed = 0;
  for (const field of keptFields(form)) {
    const choice = field.type === "checkbox" || field.type === "radio";
    const kept = values[choice ? `${field.name}=${field.value}` : field.name];
    if (kept === undefined || kept === (choice ? field.checked : field.value)) continue;
    if (choice) field.checked = kept;
    else field.value = kept;
    changed += 1;
  }
  return changed;
}

function tellRestored(form) {
  const words = document.getElementById("draft-words");
  if (!words) return;
  const notice = words.content.firstElementChild.cloneNode(true);
  notice.querySelector("button").addEventListener("click", () => {
    drafts.drop(drafts.key(form));
    form.reset();
    notice.remove();
    keptFields(form)[0]?.focus();
  });
  form.prepend(notice);
}

/** A form that was sent and does not come back with faults has succeeded: its draft is done. */
function settleSent() {
  const navigation = performance.getEntriesByType("navigation")[0];
  const undecided = "unfinished" in body.dataset || navigation?.type === "back_forward";
  for (const key of drafts.all()) {
    const draft = drafts.read(key);
    if (!draft || Date.now() - draft.at > DRAFT_LIFE) {
      drafts.drop(key);
    } else if (draft.sent) {
      const form = [...document.querySelectorAll("form[data-draft]")].find((f) => drafts.key(f) === key);
      const faulty = form && "faulty" in form.dataset;
      if (undecided || faulty) drafts.write(key, { ...draft, sent: false });
      else drafts.drop(key);
    }
  }
}

function restore(root) {
  for (const form of root.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
    form.dataset.draftReady = "";
    const draft = drafts.read(drafts.key(form));
    // A form that the server gave back with faults already shows what was typed.
    if (draft && !("faulty" in form.dataset) && fill(form, draft.values)) tellRestored(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
  }
}

/* ---- One question before what cannot be undone --------------------------------------------- */

function ask(button) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-words]").textContent = button.dataset.confirm;
  const yes = dialog.querySelector("[value=yes]");
  yes.textContent = button.dataset.confirmLabel || button.textContent.trim();
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return button.focus();
      button.dataset.confirmed = "";
      button.click();
      delete button.dataset.confirmed;
    },
    { once: true },
  );
  dialog.showModal();
}

// Capture: the question comes before htmx and before the form is sent.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("[data-confirm]");
    if (!button || "confirmed" in button.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(button);
  },
  true,
);

/* ---- Sending ------------------------------------------------------------------------------- */

function free(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("busy" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.busy = "";
    // Not `disabled`: a disabled button would not send its own name and would lose focus.
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => free(form), BUSY_LIFE);
    if (form.dataset.draft) {
      keep(form);
      const draft = drafts.read(drafts.key(form));
      if (draft) drafts.write(drafts.key(form), { ...draft, sent: true });
    }
  },
  true,
);

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-busy]").forEach(free);
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (!form) return;
  free(form);
  if (!form.dataset.draft || event.detail.requestConfig.verb === "get") return;
  const draft = drafts.read(drafts.key(form));
  if (event.detail.successful) drafts.drop(drafts.key(form));
  else if (draft) drafts.write(drafts.key(form), { ...draft, sent: false });
});

document.addEventListener("htmx:load", (event) => {
  restore(event.detail.elt.parentElement || document);
  focusSummary(event.detail.elt);
});

/* ---- Keys ---------------------------------------------------------------------------------- */

let pressed = "";
let pressedTimer = 0;

const typing = (target) =>
  target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio)$/.test(target.type));

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] a.open")].filter((link) => link.offsetParent);
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const then = now < 0 ? (by > 0 ? 0 : links.length - 1) : now + by;
  links[Math.min(Math.max(then, 0), links.length - 1)].focus();
}

function showHelp() {
  const dialog = document.getElementById("help");
  const list = dialog.querySelector("[data-key-list]");
  const seen = new Set();
  for (const old of list.querySelectorAll("[data-added]")) old.remove();
  for (const target of document.querySelectorAll("[data-key]")) {
    const key = target.dataset.key;
    if (seen.has(key)) continue;
    seen.add(key);
    const name = document.createElement("dt");
    const words = document.createElement("dd");
    name.dataset.added = words.dataset.added = "";
    for (const part of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = part;
      name.append(cap, " ");
    }
    words.textContent = target.dataset.keyWords || target.getAttribute("aria-label") || target.textContent.trim();
    list.append(name, words);
  }
  dialog.showModal();
}

/** Act for the keys typed so far; false when nothing answers to them. */
function answer(keys) {
  if (keys === "?") return showHelp(), true;
  if (keys === "j" || keys === "k") return step(keys === "j" ? 1 : -1), true;
  const target = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  if (!target) return false;
  if (target.matches("input, textarea, select")) {
    target.focus();
    target.select?.();
  } else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches?.(".find input")) event.target.blur();
  if (event.key === "Escape") closeMenus();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || event.key.length !== 1) return;
  clearTimeout(pressedTimer);
  const tries = pressed ? [`${pressed} ${event.key}`, event.key] : [event.key];
  pressed = "";
  if (tries.some(answer)) event.preventDefault();
  else if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
    pressed = event.key;
    pressedTimer = setTimeout(() => (pressed = ""), SEQUENCE_PAUSE);
  }
});

/* ---- Small manners ------------------------------------------------------------------------- */

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

function focusSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  if (event.target.closest("[data-help]")) showHelp();
  if (event.target.closest("[data-print]")) print();
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-send-on-change]")) event.target.form.requestSubmit();
});

settleSent();
restore(document);
focusSummary(document);
