// Opens the form beside a clause and sends it without leaving the page.
// Without this file the same links lead to a page with the same form.
const header = { "X-Fragment": "1" };

const say = (form, text) => form.querySelector("[data-message]")?.replaceChildren(text || "");
const focusFirst = (area) =>
  (area.querySelector("[data-focus]") || area.querySelector("textarea, input:not([type=hidden])"))?.focus();

async function fill(slot, piece) {
  slot.replaceChildren(piece);
  await import("./form.js").catch(() => {});
  document.dispatchEvent(new CustomEvent("fragment", { detail: slot }));
  focusFirst(slot);
}

async function ask(address, options) {
  const response = await fetch(address, { ...options, headers: header });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, piece: page.querySelector("[data-fragment]") };
}

async function open(link) {
  const slot = document.querySelector(link.dataset.target);
  if (slot.querySelector("[data-fragment]")) return focusFirst(slot);
  slot.setAttribute("aria-busy", "true");
  try {
    const { piece } = await ask(link.href);
    if (piece) await fill(slot, piece);
    else location.assign(link.href);
  } catch {
    slot.textContent = link.dataset.offline;
  }
  slot.removeAttribute("aria-busy");
}

// An error page never takes the place of what was typed: its words are shown, the form stays.
// When only the token ran out, the error page carries a fresh one.
async function send(form, submitter, again = true) {
  form.dataset.sending = "yes";
  say(form, form.dataset.busy);
  try {
    const { page, piece } = await ask(form.action, { method: "POST", body: new FormData(form, submitter) });
    if (piece) return await fill(form.closest("[data-slot]"), piece);
    const token = page.querySelector("[data-expired] [name=csrf_token]");
    if (token && again) {
      form.elements.csrf_token.value = token.value;
      return await send(form, submitter, false);
    }
    say(form, [...page.querySelectorAll("h1, .lead")].map((one) => one.textContent).join(". "));
  } catch {
    say(form, form.dataset.offline);
  }
  delete form.dataset.sending;
}

function close(slot) {
  slot.replaceChildren();
  document.querySelector(`[data-target="#${slot.id}"]`)?.focus();
}

document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const link = event.target.closest(".js-open-comment");
  const closer = event.target.closest("[data-slot] [data-close-fragment]");
  if (!link && !closer) return;
  event.preventDefault();
  if (link) open(link);
  else close(closer.closest("[data-slot]"));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("[data-slot]")) return;
  event.preventDefault();
  if (!form.dataset.sending) send(form, event.submitter);
});
