/* Speed for the report form, which works without it: Enter in the place field picks the first
   place found and goes on; Ctrl+Enter sends from anywhere; a picked reporter fills the fields. */

const form = document.querySelector("form[data-quick]");
const WAIT = 1500; // ms that Enter waits for the places still on their way

/** The first place found for what stands in the field now, once it has arrived. */
function firstPlace(field) {
  const asked = form.querySelector("[name=place_asked]");
  if (asked && asked.value === field.value) return form.querySelector("[name=place]");
  return undefined;
}

function goOn() {
  const after = form.querySelector("#isian-reporter_name") || form.querySelector("#isian-category");
  after.focus();
}

function pick(field, until) {
  const first = firstPlace(field);
  if (first === undefined && Date.now() < until) {
    setTimeout(pick, 60, field, until);
  } else if (first) {
    if (!form.querySelector("[name=place]:checked")) {
      first.checked = true;
      first.dispatchEvent(new Event("change", { bubbles: true }));
    }
    goOn();
  }
}

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if ("place" in event.target.dataset) {
    // An empty field is sent, so that the server says what it wants there.
    if (!event.target.value.trim()) return;
    event.preventDefault();
    pick(event.target, Date.now() + WAIT);
  }
});

export {};
