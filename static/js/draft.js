// Keeps what is being written on this device until it has been sent.
// Names, addresses and files stay out of it: the device may be shared.
const KEEP = 3 * 24 * 60 * 60 * 1000;
const place = (path) => `draft:${path}`;

function keepable(form) {
  return [...form.elements].filter((one) => one.name && ["textarea", "radio"].includes(one.type));
}

function store(form) {
  const values = keepable(form)
    .filter((one) => one.type !== "radio" || one.checked)
    .map((one) => [one.name, one.value]);
  try {
    localStorage.setItem(place(form.dataset.draft), JSON.stringify({ at: Date.now(), values }));
  } catch { /* A full or closed store must not stop anyone from writing. */ }
}

function read(path) {
  try {
    const draft = JSON.parse(localStorage.getItem(place(path)));
    return draft && Date.now() - draft.at < KEEP ? draft.values : [];
  } catch {
    return [];
  }
}

// Only an untouched form is filled: what the server sent back is newer.
function restore(form) {
  const areas = keepable(form).filter((one) => one.type === "textarea");
  const values = read(form.dataset.draft);
  const text = values.some(([name, value]) => value.trim() && areas.some((one) => one.name === name));
  if (!text || areas.some((one) => one.value)) return;
  for (const [name, value] of values) {
    for (const one of keepable(form).filter((other) => other.name === name)) {
      if (one.type === "radio") one.checked = one.value === value;
      else one.value = value;
    }
  }
  const message = form.querySelector("[data-message]");
  if (message) message.textContent = form.dataset.restored || "";
  for (const one of areas) one.dispatchEvent(new Event("input", { bubbles: true }));
}

function settle(area) {
  for (const sent of area.querySelectorAll("[data-sent]")) {
    try { localStorage.removeItem(place(sent.dataset.sent)); } catch { /* Nothing was kept. */ }
  }
  for (const form of area.querySelectorAll("form[data-draft]")) restore(form);
}

document.addEventListener("input", (event) => {
  if (event.target.form?.dataset.draft) store(event.target.form);
});
document.addEventListener("fragment", (event) => settle(event.detail));
settle(document.body);
