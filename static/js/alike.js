// While somebody writes, shows what others have said on the same clause. It offers and never blocks.
const WAIT = 1200;
const ENOUGH = 20;
const SENT = 400;
const waiting = new WeakMap();
const asked = new WeakMap();

async function show(form, text) {
  if (asked.get(form) === text) return;
  asked.set(form, text);
  try {
    const address = `${form.dataset.alike}?${new URLSearchParams({ text })}`;
    const response = await fetch(address, { headers: { "X-Fragment": "1" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const list = form.parentElement.querySelector("[data-alike-list]");
    if (response.ok && list) list.replaceChildren(...page.querySelectorAll("[data-fragment] .similar"));
  } catch { /* Without a connection there is nothing to offer. */ }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.alike || event.target.tagName !== "TEXTAREA") return;
  clearTimeout(waiting.get(form));
  const text = event.target.value.trim().slice(0, SENT);
  if (text.length >= ENOUGH) waiting.set(form, setTimeout(show, WAIT, form, text));
});
