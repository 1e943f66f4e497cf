// Opens the form beside a clause and sends it without leaving the page.
// Without this file the same links lead to a page with the same form.
const header = { "X-Fragment": "1" };

function say(form, text) {
  const message = form.querySelector("[data-message]");
  if (message) message.textContent = text || "";
}

function focusFirst(area) {
  const first = area.querySelector("[data-focus]") || area.querySelector("textarea, input:not([type=hidden])");
  first?.focus();
}

// What only a form needs is fetched when a form is there: reading stays light.
async function settle(area) {
  if (!area.querySelector("form[data-draft], [data-sent]")) return;
  await Promise.allSettled([import("./draft.js"), import("./counter.js"), import("./copy.js"), import("./print.js")]);
  document.dispatchEvent(new CustomEvent("fragment", { detail: area }));
}

async function fill(slot, response) {
  slot.innerHTML = await response.text();
  await settle(slot);
  focusFirst(slot);
}

async function open(link) {
  const slot = document.querySelector(link.dataset.target);
  if (slot.querySelector("[data-fragment]")) return focusFirst(slot);
  slot.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href, { headers: header });
    if (response.ok) await fill(slot, response);
    else location.assign(link.href);
  } catch {
    slot.textContent = link.dataset.offline;
  }
  slot.removeAttribute("aria-busy");
}

async function send(form, submitter) {
  form.dataset.sending = "yes";
  say(form, form.dataset.busy);
  try {
    const body = new FormData(form, submitter);
    await fill(form.closest("[data-slot]"), await fetch(form.action, { method: "POST", headers: header, body }));
  } catch {
    delete form.dataset.sending;
    say(form, form.dataset.offline);
  }
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

// A second press sends nothing twice; the server would refuse the copy as well.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.draft) return;
  const inPlace = form.closest("[data-slot]");
  if (inPlace || form.dataset.sending) event.preventDefault();
  if (form.dataset.sending) return;
  if (inPlace) send(form, event.submitter);
  else form.dataset.sending = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sending]")) delete form.dataset.sending;
});

settle(document.body);
