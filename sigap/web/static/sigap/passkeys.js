/* Passkeys: hands what the page asks to the browser, and what the browser answers to the form.
   A form marked data-passkey="create" or "get" holds the request in data-options, or the address to
   fetch it from in data-options-from; the field named in data-passkey-field takes the answer, and the
   form is sent.
   Without a browser that can do it, what is marked data-passkey-only stays hidden. */

const able =
  window.PublicKeyCredential &&
  PublicKeyCredential.parseCreationOptionsFromJSON &&
  PublicKeyCredential.parseRequestOptionsFromJSON;

async function requested(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(form.dataset.optionsFrom, {
    method: "POST",
    headers: { "X-CSRFToken": token },
  });
  if (!answer.ok) throw new Error(`no request: ${answer.status}`);
  return answer.json();
}

async function answered(form) {
  const { publicKey } = await requested(form);
  if (form.dataset.passkey === "create") {
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
    return navigator.credentials.create({ publicKey: options });
  }
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  return navigator.credentials.get({ publicKey: options });
}

async function begin(form, button) {
  const fault = form.querySelector("[data-passkey-fault]");
  fault.hidden = true;
  button.disabled = true;
  try {
    const credential = await answered(form);
    form.elements[form.dataset.passkeyField].value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    // Cancelled, timed out or refused: the browser has said which, the page says what is left.
    fault.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

if (able) {
  for (const place of document.querySelectorAll("[data-passkey-only]")) place.hidden = false;
  for (const place of document.querySelectorAll("[data-without-passkey]")) place.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-begin]");
    button.addEventListener("click", () => begin(form, button));
  }
}
