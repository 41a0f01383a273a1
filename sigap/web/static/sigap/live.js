/* News without reload: the number at the bell, a polite word for screen readers, and the event
   "sigap:kabar" on the body, at which lists ask for themselves anew. Only a page in view keeps a
   stream; where there is no room for one, it asks from time to time. Every word is the server's. */

const SETTLE = 400; // ms before a stream is opened: who only passes through needs none
const ASK_EVERY = 15000; // ms between two questions of a page without a stream
const STREAM_AGAIN = 120000; // ms after which such a page tries a stream again

const bell = document.querySelector("[data-live]");
const words = document.querySelector("[data-live-words]");
let source = null;
let timer = 0;
let newest = null;
let shown = Number(bell?.querySelector(".count")?.dataset.count || 0);

function show(news) {
  const fresh = newest === null ? news.unseen > shown : news.newest > newest;
  newest = news.newest;
  if (news.unseen !== shown) ring(news);
  if (!fresh) return;
  words.textContent = news.said;
  document.body.dispatchEvent(new CustomEvent("sigap:kabar"));
}

function ring(news) {
  shown = news.unseen;
  bell.setAttribute("aria-label", news.label);
  let count = bell.querySelector(".count");
  if (!shown) return count?.remove();
  if (!count) {
    count = document.createElement("span");
    count.className = "count";
    bell.append(count);
  }
  count.dataset.count = shown;
  count.textContent = shown < 100 ? shown : "99+";
}

function listen() {
  source = new EventSource(bell.dataset.live);
  source.addEventListener("kabar", (event) => show(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    // After an answer that is no stream the browser gives up; else it comes back by itself.
    if (source?.readyState === EventSource.CLOSED) askUntil(Date.now() + STREAM_AGAIN);
  });
}

async function ask() {
  try {
    const answer = await fetch(bell.dataset.liveNow, { headers: { Accept: "application/json" } });
    if (answer.redirected) return false; // signed out meanwhile
    if (answer.ok) show(await answer.json());
  } catch {
    /* The network is away; the next question may find it again. */
  }
  return true;
}

function askUntil(moment) {
  rest();
  timer = setTimeout(async () => {
    if (!(await ask())) return;
    if (document.hidden) return;
    if (Date.now() < moment) askUntil(moment);
    else listen();
  }, ASK_EVERY);
}

function rest() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function wake() {
  rest();
  if (!document.hidden) timer = setTimeout(listen, SETTLE);
}

if (bell && words) {
  document.addEventListener("visibilitychange", wake);
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => event.persisted && wake());
  wake();
}
