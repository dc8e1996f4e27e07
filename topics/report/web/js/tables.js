// Sortable tables, and buttons that copy.

/** A number as tables print it, or NaN. @param {string} text */
const numberIn = (text) => { const found = text.replaceAll(",", "").replace("−", "-").match(/^[^\d-]{0,2}(-?\d+(?:\.\d+)?)/); return found ? Number(found[1]) : NaN; };

const sortBy = (table, column, button) => {
  const body = table.tBodies[0], down = button.dataset.sorted !== "down";
  const text = (row) => row.cells[column]?.textContent.trim() ?? "";
  const rows = [...body.rows].sort((a, b) => {
    const [one, other] = [text(a), text(b)], [m, n] = [numberIn(one), numberIn(other)];
    const order = Number.isNaN(m) && Number.isNaN(n) ? one.localeCompare(other) : (Number.isNaN(m) ? -Infinity : m) - (Number.isNaN(n) ? -Infinity : n);
    return down ? -order : order;
  });
  table.querySelectorAll("th").forEach((head) => head.removeAttribute("aria-sort"));
  table.querySelectorAll("th button").forEach((other) => { if (other !== button) delete other.dataset.sorted; });
  button.dataset.sorted = down ? "down" : "up";
  button.closest("th").setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows);
};

document.querySelectorAll(".sortable table").forEach((table) => {
  [...table.querySelectorAll("thead th")].forEach((head, column) => {
    const button = html("button", { type: "button" }, head.textContent);
    button.addEventListener("click", () => sortBy(table, column, button));
    head.setAttribute("scope", "col");
    head.replaceChildren(button);
  });
});

/** Copy a text, and say so on the button. @param {string} text @param {HTMLElement} button */
const copyText = async (text, button) => {
  const before = button.textContent;
  try { await navigator.clipboard.writeText(text); button.textContent = say.copied; }
  catch { button.textContent = copiedOtherwise(text) ? say.copied : say.copy_failed; }
  setTimeout(() => { button.textContent = before; }, 2500);
};
/** For browsers that keep their clipboard from files. @param {string} text */
const copiedOtherwise = (text) => {
  const field = html("textarea", { style: "position:fixed;opacity:0" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
};
document.querySelectorAll("button.copy").forEach((button) => button.addEventListener("click", () => copyText(button.previousElementSibling.textContent, button)));

// Last of all, once the page is shown.
requestAnimationFrame(() => setTimeout(startReading, 0));
