// The preview desk: the source beside shows the lines at hand; a text is split where the caret is.
const source = document.querySelector("[data-source]");
const splitter = document.querySelector("[data-split]");

if (source && matchMedia("(max-width: 79.99rem)").matches) source.open = false;

function bringIntoView() {
  const box = source?.querySelector(".source-box");
  const here = source?.querySelector(".source-here");
  if (box && here) box.scrollTop = here.offsetTop - box.offsetTop - box.clientHeight / 4;
}
bringIntoView();
source?.addEventListener("toggle", bringIntoView);

const row = document.querySelector(".desk-item > .clause-table tbody tr[aria-current]");
if (row) {
  const box = row.closest(".clause-table");
  box.scrollTop = row.offsetTop - box.clientHeight / 3;
}

if (splitter) {
  const body = document.getElementById(splitter.dataset.split);
  splitter.hidden = false;
  // The server counts characters, not the halves of rare ones.
  splitter.addEventListener("click", () => {
    splitter.value = String([...body.value.slice(0, body.selectionStart)].length);
  });
}
