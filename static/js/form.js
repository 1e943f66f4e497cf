// What every form has: characters left, one sending, a question before unsent text is left.
const numbers = new Intl.NumberFormat(document.documentElement.lang);
let unsent = false;

// The server counts the same way: NFC, by character, a line break as one.
function showLeft(area) {
  const line = document.getElementById(`${area.id}-count`);
  if (!line) return;
  const left = Number(area.dataset.counter) - [...area.value.normalize("NFC")].length;
  line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", numbers.format(Math.abs(left)));
  line.classList.toggle("counter-over", left < 0);
}

// The rest is fetched only where something needs it.
function settle(area) {
  for (const one of area.querySelectorAll("[data-counter]")) if (one.value) showLeft(one);
  if (area.querySelector("form[data-draft], [data-sent]")) import("./draft.js");
  if (area.querySelector("form[data-alike]")) import("./alike.js");
  if (area.querySelector("form[data-alike]")) import("./alike.js");
  if (area.querySelector("[data-copy]")) import("./copy.js");
  if (area.querySelector("[data-print]")) import("./print.js");
}

document.addEventListener("input", (event) => {
  if (event.target.dataset.counter) showLeft(event.target);
  if (event.target.form?.hasAttribute("data-confirm-leave")) unsent = true;
});
document.addEventListener("submit", (event) => {
  unsent = false;
  if (event.defaultPrevented) return;
  if (event.target.dataset.sending) event.preventDefault();
  else if (event.target.method === "post") event.target.dataset.sending = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sending]")) delete form.dataset.sending;
});
addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
});
document.addEventListener("fragment", (event) => settle(event.detail));
document.querySelector(".error-summary")?.focus();
settle(document);
