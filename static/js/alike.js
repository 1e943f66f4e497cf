// Shows, while one writes, what others have said on the same clause. It offers, it never blocks.
const PAUSE = 800;
const FEWEST = 20;
const MOST = 500;
let waiting;

async function show(form, area) {
  const list = form.parentElement.querySelector("[data-alike-list]");
  const body = new URLSearchParams({ text: area.value.slice(0, MOST) });
  if (form.elements.csrf_token) body.set("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(form.dataset.alike, { method: "POST", headers: { "X-Fragment": "1" }, body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const piece = page.querySelector("[data-fragment]");
    if (answer.ok && piece) list.replaceChildren(...piece.childNodes);
    if (list.querySelector("a.support")) import("./support.js");
  } catch { /* Without a connection there is simply nothing to offer. */ }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (event.target.tagName !== "TEXTAREA" || !form?.dataset.alike) return;
  clearTimeout(waiting);
  if (event.target.value.trim().length >= FEWEST) waiting = setTimeout(() => show(form, event.target), PAUSE);
});
