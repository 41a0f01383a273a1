/* Speed for the report form, which works without it: Enter accepts a place, a reporter or a case
   to join and goes on to the next question; Ctrl+Enter sends from anywhere. */

const form = document.querySelector("form[data-quick]");
const WAIT = 1500; // ms that Enter waits for an answer of the server that is still on its way
const STOPS = ["[name=reporter]", "[name=follows]", "#isian-reporter_name", "#isian-category"];

const shown = (element) => element && element.offsetParent !== null;

/** To the first question after `from` that is there and visible. */
function goOn(from) {
  const rest = STOPS.slice(STOPS.indexOf(from) + 1).map((stop) => form.querySelector(stop));
  rest.find(shown)?.focus();
}

/** Wait until `ready` says so, then act; after WAIT act all the same. */
function when(ready, act, until = Date.now() + WAIT) {
  if (ready() || Date.now() > until) act();
  else setTimeout(when, 40, ready, act, until);
}

const arrived = (field) => form.querySelector("[name=place_asked]")?.value === field.value;

function pickPlace(field) {
  if (!arrived(field)) return;
  const chosen = form.querySelector("[name=place]:checked");
  const first = chosen || form.querySelector("[name=place]");
  if (!first) return;
  const context = document.getElementById("konteks");
  context.removeAttribute("data-known");
  first.checked = true;
  if (chosen) return goOn("");
  first.dispatchEvent(new Event("change", { bubbles: true }));
  when(() => "known" in context.dataset, () => goOn(""));
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "konteks") event.target.dataset.known = "";
});

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  const field = event.target;
  const stop = STOPS.find((each) => field.type === "radio" && field.matches(each));
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if ("place" in field.dataset && field.value.trim()) {
    event.preventDefault();
    when(() => arrived(field), () => pickPlace(field));
  } else if (stop) {
    event.preventDefault();
    field.checked = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    goOn(stop);
  }
});

// A kept draft brings the letters back, but not what they found.
document.addEventListener("DOMContentLoaded", () => {
  const place = form?.querySelector("[data-place]");
  if (place?.value && !arrived(place)) place.dispatchEvent(new Event("search"));
});
