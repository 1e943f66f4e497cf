// Asks before a page with unsent text is left; the browser words the question.
let changed = false;
document.addEventListener("input", (event) => {
  if (event.target.form?.hasAttribute("data-confirm-leave")) changed = true;
});
document.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
