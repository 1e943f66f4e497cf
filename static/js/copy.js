// Copies a code; the button appears only where copying works.
function prepare(area) {
  for (const button of area.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
  button.querySelector("span").textContent = button.dataset.copied;
});
document.addEventListener("fragment", (event) => prepare(event.detail));
prepare(document);
