// Moves and enlarges a drawing of the network, and takes a node or line into the rehearsal.
// Moving is the frame's own scrolling, so that the browser draws it without asking this script.

const STEP = 1.25;
const SMALLEST = 0.1;
const LARGEST = 4;
const STILL = 5; // a pointer that moved less than so many pixels has pressed, not dragged

for (const frame of document.querySelectorAll("[data-net]")) begin(frame);

function begin(frame) {
  const drawing = frame.querySelector("svg");
  if (!drawing) return;
  const width = Number(drawing.getAttribute("width"));
  const height = Number(drawing.getAttribute("height"));
  let scale = 1;
  frame.dataset.handled = "";

  // Keeps the point of the frame at (x, y) where it is.
  const enlarge = (to, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
    const next = Math.min(LARGEST, Math.max(SMALLEST, to));
    const left = ((frame.scrollLeft + x) * next) / scale - x;
    const top = ((frame.scrollTop + y) * next) / scale - y;
    scale = next;
    drawing.setAttribute("width", width * scale);
    drawing.setAttribute("height", height * scale);
    frame.scrollTo(left, top);
  };

  frame.before(tools(frame, (factor) => enlarge(factor ? scale * factor : 1)));
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      enlarge(scale * Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false },
  );
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const factor = { "+": STEP, "=": STEP, "-": 1 / STEP, 0: 0 }[event.key];
    if (factor === undefined) return;
    event.preventDefault();
    enlarge(factor ? scale * factor : 1);
  });
  drag(frame);
}

function tools(frame, enlarge) {
  const bar = document.createElement("div");
  bar.className = "net-tools no-print";
  const words = frame.dataset.words.split("|");
  [STEP, 1 / STEP, 0].forEach((factor, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button slim";
    button.textContent = words[number];
    button.addEventListener("click", () => enlarge(factor));
    bar.append(button);
  });
  return bar;
}

function drag(frame) {
  let from = null;
  let moved = false;
  frame.addEventListener("pointerdown", (event) => {
    moved = false;
    // A finger scrolls by itself; only a mouse has to be helped.
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from) return;
    const x = event.clientX - from.x;
    const y = event.clientY - from.y;
    if (!moved && Math.hypot(x, y) < STILL) return;
    if (!moved) frame.setPointerCapture(event.pointerId);
    moved = true;
    frame.dataset.drag = "";
    frame.scrollTo(from.left - x, from.top - y);
  });
  const end = () => {
    from = null;
    delete frame.dataset.drag;
  };
  frame.addEventListener("pointerup", end);
  frame.addEventListener("pointercancel", end);
  frame.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-element]");
    if (!moved && chosen) rehearse(frame, chosen.dataset.element);
  });
}

function rehearse(frame, element) {
  const asked = new URLSearchParams("toggles" in frame.dataset ? location.search : "");
  const failed = asked.getAll("gagal");
  asked.delete("gagal");
  asked.delete("q");
  const left = failed.filter((each) => each !== element);
  if (left.length === failed.length) left.push(element);
  for (const each of left) asked.append("gagal", each);
  location.assign(`${frame.dataset.rehearse}?${asked}`);
}
