// Shows the print buttons and unfolds what paper cannot click.
function prepare(area) {
  for (const button of area.querySelectorAll("[data-print]")) button.hidden = false;
}

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open], .account-menu)")];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("fragment", (event) => prepare(event.detail));
prepare(document);
