// Says how many characters are left; the server counts the same way (NFC code points, line breaks as one).
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const length = (text) => [...text.normalize("NFC")].length;

function show(area) {
  const line = document.getElementById(`${area.id}-count`);
  if (!line) return;
  const left = Number(area.dataset.counter) - length(area.value);
  const sentence = left < 0 ? line.dataset.over : line.dataset.left;
  line.textContent = sentence.replace("{n}", numbers.format(Math.abs(left)));
  line.classList.toggle("counter-over", left < 0);
}

document.addEventListener("input", (event) => {
  for (const area of event.target.tagName === "FORM" ? event.target.querySelectorAll("[data-counter]") : [event.target]) {
    if (area.dataset.counter) show(area);
  }
});
for (const area of document.querySelectorAll("[data-counter]")) if (area.value) show(area);
