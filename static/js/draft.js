// Keeps what is being written on this device until it has been sent, a day at most.
// Names, addresses and files stay out of it: the device may be shared. Under seal nothing stays.
import { attempt, forgetDrafts, PLACE } from "./forget-drafts.js";

const KEEP = 24 * 60 * 60 * 1000;

function keepable(form) {
  return [...form.elements].filter((one) => one.name && ["textarea", "radio"].includes(one.type));
}

const areasOf = (form) => keepable(form).filter((one) => one.type === "textarea");

const forget = (path) => attempt(() => localStorage.removeItem(PLACE + path));

function store(form) {
  const path = form.dataset.draft;
  const isSealed = form.elements.appearance?.value === "sealed";
  if (isSealed || !areasOf(form).some((one) => one.value)) return forget(path);
  const values = keepable(form)
    .filter((one) => one.type !== "radio" || one.checked)
    .map((one) => [one.name, one.value]);
  const draft = { at: Date.now(), of: form.dataset.draftOf, values };
  attempt(() => localStorage.setItem(PLACE + path, JSON.stringify(draft)));
}

// What an account wrote comes back to that account alone.
function read(form) {
  const draft = attempt(() => JSON.parse(localStorage.getItem(PLACE + form.dataset.draft)));
  if (draft?.of && draft.of !== form.dataset.draftOf) forget(form.dataset.draft);
  else return draft?.values || [];
  return [];
}

const noteOf = (form) => form.querySelector("[data-restored]");

// Only an untouched form is filled: what the server sent back, or somebody typed while this
// script was on its way, is newer.
function restore(form) {
  const areas = areasOf(form);
  if (areas.some((one) => one.value)) return store(form);
  const values = read(form);
  const text = values.some(([name, value]) => value.trim() && areas.some((one) => one.name === name));
  if (!text) return;
  for (const [name, value] of values) {
    for (const one of keepable(form).filter((other) => other.name === name)) {
      if (one.type === "radio") one.checked = one.value === value;
      else one.value = value;
    }
  }
  noteOf(form).hidden = false;
  noteOf(form).scrollIntoView({ block: "center" });
  for (const one of areas) one.dispatchEvent(new Event("input", { bubbles: true }));
}

function settle(area) {
  forgetDrafts(Date.now() - KEEP);
  for (const sent of area.querySelectorAll("[data-sent]")) forget(sent.dataset.sent);
  for (const form of area.querySelectorAll("form[data-draft]")) restore(form);
}

document.addEventListener("input", (event) => {
  if (event.target.form?.dataset.draft) store(event.target.form);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("a[data-exit]")) forgetDrafts();
  const form = event.target.closest("[data-forget-draft]")?.form;
  if (!form) return;
  form.reset();
  noteOf(form).hidden = true;
  for (const one of areasOf(form)) one.dispatchEvent(new Event("input", { bubbles: true }));
  areasOf(form)[0].focus();
});
document.addEventListener("fragment", (event) => settle(event.detail));
settle(document.body);
