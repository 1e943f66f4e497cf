// Saves a form as it is typed. Nothing is lost: what could not be saved stays in its boxes, says
// so, and is tried again; whoever leaves waits for it or is asked.
const WAIT = 1200;
const form = document.querySelector("form[data-autosave]");
const status = form?.querySelector("[data-saved]");
let timer = 0;
let running = null;
let dirty = false;
let refused = false;
let told = false;

const say = (text) => { if (status) status.textContent = text; };

function hold(revision) {
  for (const one of document.querySelectorAll("input[name=revision]")) one.value = revision;
}

async function post(again) {
  dirty = false;
  say(form.dataset.saving);
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" } });
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const { words, revision } = await answer.json();
    say(words);
    refused = answer.status === 409;
    if (answer.ok) hold(revision);
    else dirty = true;
    return;
  }
  // When only the token ran out, the page that says so carries a fresh one.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[data-expired] [name=csrf_token]");
  dirty = true;
  if (!token || !again) return say([...page.querySelectorAll("h1, .lead")].map((one) => one.textContent).join(" "));
  for (const one of document.querySelectorAll("input[name=csrf_token]")) one.value = token.value;
  await post(false);
}

function save() {
  clearTimeout(timer);
  running = (running || Promise.resolve())
    .then(() => dirty && !refused && post(true))
    .catch(() => { dirty = true; say(form.dataset.offline); });
  return running;
}

function later() {
  dirty = true;
  told = false;
  clearTimeout(timer);
  if (!refused) timer = setTimeout(save, WAIT);
}

// An act or a link first stores what was typed. When that fails the page stays and says why; who
// goes on all the same is asked by the browser.
async function first(event, go) {
  if (!dirty || refused || told) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await save();
  if (!dirty) return go();
  told = true;
  status?.scrollIntoView({ block: "center" });
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("focusout", () => { if (dirty) save(); });
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); });
  addEventListener("online", save);
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("data-act")) first(event, () => event.target.requestSubmit(event.submitter));
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const stays = link?.hash && link.pathname === location.pathname;
    if (link && !stays && !event.ctrlKey && !event.metaKey) first(event, () => link.click());
  }, true);
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}
