/* Switches notifications on in this browser: asks for leave, subscribes, and tells the server. */

const place = document.querySelector("[data-push]");
const supported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** The key as the browser wants it: base64url without padding becomes bytes. */
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
  const worker = await navigator.serviceWorker.register(place.dataset.pushWorker);
  await started(worker);
  const before = await worker.pushManager.getSubscription();
  await before?.unsubscribe(); // it may be of another key
  return worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(place.dataset.pushKey),
  });
}

function started(worker) {
  const young = worker.installing || worker.waiting;
  if (!young) return Promise.resolve();
  return new Promise((done) => {
    young.addEventListener("statechange", () => young.state === "activated" && done());
  });
}

async function switchOn() {
  const { endpoint, keys } = (await subscribe()).toJSON();
  const sent = new URLSearchParams({ act: "daftar", endpoint, p256dh: keys.p256dh, auth: keys.auth });
  const headers = { "X-CSRFToken": place.dataset.pushToken };
  const answer = await fetch(place.dataset.push, { method: "POST", body: sent, headers });
  if (!answer.ok) throw new Error("not kept");
  location.reload();
}

if (place && supported) {
  place.hidden = false;
  document.querySelector("[data-push-missing]").hidden = true;
  place.querySelector("button").addEventListener("click", () => {
    switchOn().catch(() => (document.querySelector("[data-push-refused]").hidden = false));
  });
}
