// How sure: a cell of the table opens its sentence below it.

const toldOf = byId("sure-told");
const cells = [...document.querySelectorAll("button.cell")];
const openCell = (cell) => {
  const again = cell.getAttribute("aria-expanded") === "true";
  cells.forEach((other) => other.setAttribute("aria-expanded", String(other === cell && !again)));
  toldOf.hidden = again;
  toldOf.replaceChildren(...(again ? [] : [html("strong", {}, cell.dataset.of), html("br"), cell.dataset.told]));
  if (again) return;
  // On a narrow screen the table is long: the sentence stands below the row of its cell.
  const narrow = matchMedia("(max-width: 760px)").matches;
  if (narrow) cell.closest("td").after(html("td", { class: "told-place", style: "grid-column: 1 / -1" }, toldOf));
  else document.querySelector("table.heat").after(toldOf);
  document.querySelectorAll(".told-place:empty").forEach((place) => place.remove());
};
cells.forEach((cell) => {
  cell.setAttribute("aria-controls", "sure-told");
  cell.addEventListener("click", () => openCell(cell));
  cell.addEventListener("keydown", (event) => {
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key], down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!across && !down) return;
    event.preventDefault();
    const row = cell.closest("tr").querySelectorAll("button.cell").length;
    cells[within(0, cells.indexOf(cell) + (across ?? 0) + row * (down ?? 0), cells.length - 1)].focus();
  });
});
