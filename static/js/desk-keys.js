// Keys for those who work at a desk all day. Every key has a button or link that does the same.
const sheet = document.getElementById("key-sheet");
const toggle = document.getElementById("keys-on");
const list = document.querySelector("[data-desk-list]");
const KEPT = "desk-keys-off";
const SCROLL = `desk-scroll:${location.pathname}`;

function wanted() {
  try { return !localStorage.getItem(KEPT); } catch { return true; }
}

function typing(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
}

function step(by) {
  const items = [...document.querySelectorAll("a[data-item]")];
  const here = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = items[here + by];
  if (next) next.click();
  else document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
}

function press(key) {
  const thing = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!thing) return false;
  if (thing.matches("input:not([type=submit]), select, textarea")) thing.focus();
  else {
    // From an opened fold the next Tab goes on inside it.
    if (thing.matches("summary")) thing.focus();
    thing.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || sheet?.open || !wanted()) return;
  if (event.key === "?") sheet?.showModal();
  else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (!press(event.key)) return;
  event.preventDefault();
});

for (const opener of document.querySelectorAll("[data-open-keys]")) {
  opener.hidden = !sheet;
  opener.addEventListener("click", () => sheet.showModal());
}
if (toggle) {
  toggle.checked = wanted();
  toggle.addEventListener("change", () => {
    try {
      if (toggle.checked) localStorage.removeItem(KEPT); else localStorage.setItem(KEPT, "yes");
    } catch { /* Without a store the choice lasts for this page. */ }
  });
}

// The list stays where it was when the next item opens.
if (list) {
  list.scrollTop = Number(sessionStorage.getItem(SCROLL) || 0);
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  addEventListener("pagehide", () => sessionStorage.setItem(SCROLL, String(list.scrollTop)));
}
