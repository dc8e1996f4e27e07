// A coder's sheet, one text at a time. Codes stay in the browser until they are saved as the sheet's CSV.

const KEYS = "123456789abcdefghijklmopqrtvwxyz"; // without n (note), s (save) and u (next without a code)
const KEPT = `topics coding ${data.sheet}`;
const THEME = "theme", NOTE = "note", [YES, NO] = data.yes_no;
const mentioned = data.columns.filter((column) => column !== THEME);
const at = Object.fromEntries(["trouble", "done", "progress", "save", "load", "open-next", "unit", "place", "text", "themes", "mentions", "note", "back", "next"].map((id) => [id, byId(id)]));
const keyOf = (choice) => (choice === data.choices.length - 1 ? "0" : KEYS[choice] ?? "");

/** Codes by unit: the theme, the mentions, and a note. @type {Record<string, Record<string, string>>} */
let codes = {};
let here = 0, unsaved = false, keeps = true;

/** Take over what is known of this sheet's units; anything else is left out. @param {any} found */
const take = (found) => {
  for (const { id } of data.rows) {
    const one = found?.[id];
    if (!one || typeof one !== "object") continue;
    const taken = { [NOTE]: String(one[NOTE] ?? "") };
    if (data.choices.some(({ label }) => label === one[THEME])) taken[THEME] = one[THEME];
    for (const column of mentioned) if ([YES, NO].includes(one[column])) taken[column] = one[column];
    codes[id] = taken;
  }
};
const keep = () => {
  unsaved = true;
  try { localStorage.setItem(KEPT, JSON.stringify({ codes, here })); } catch { keeps = false; warn(say.not_kept); }
};
const warn = (text) => { at.trouble.textContent = text; at.trouble.hidden = !text; };

const row = () => data.rows[here];
const codeOf = (id) => (codes[id] ??= {});
const isCoded = ({ id }) => Boolean(codes[id]?.[THEME]);

const draw = () => {
  const code = codeOf(row().id), coded = data.rows.filter(isCoded).length;
  at.done.value = coded;
  at.progress.textContent = coded === data.rows.length ? phrase(say.all_coded, { file: data.file }) : phrase(say.coded, { n: coded, of: data.rows.length });
  at.place.textContent = phrase(say.place, { n: here + 1, of: data.rows.length });
  at.text.textContent = row().text;
  data.choices.forEach(({ label }, choice) => { byId(`theme-${choice}`).checked = code[THEME] === label; });
  mentioned.forEach((column, choice) => { byId(`mention-${choice}`).checked = code[column] === YES; });
  at.note.value = code[NOTE] ?? "";
  at.back.disabled = here === 0;
};

/** Choose the main theme; what a text is mainly about it mentions too. @param {number} choice */
const choose = (choice) => {
  const code = codeOf(row().id), before = data.choices.findIndex(({ label }) => label === code[THEME]);
  code[THEME] = data.choices[choice].label;
  if (mentioned.length && before !== choice) {
    for (const column of mentioned) code[column] ??= NO;
    if (mentioned[before]) code[mentioned[before]] = NO;
    if (mentioned[choice]) code[mentioned[choice]] = YES;
  }
  keep();
  draw();
};
/** @param {number} choice */
const mention = (choice) => {
  const code = codeOf(row().id);
  for (const column of mentioned) code[column] ??= NO;
  code[mentioned[choice]] = code[mentioned[choice]] === YES ? NO : YES;
  keep();
  draw();
};
/** @param {number} place */
const go = (place) => {
  here = within(0, place, data.rows.length - 1);
  keep();
  draw();
  at.place.focus({ preventScroll: true });
  scrollTo(0, 0);
};
const goOpen = () => {
  const order = [...data.rows.keys()].map((step) => (here + 1 + step) % data.rows.length);
  go(order.find((place) => !isCoded(data.rows[place])) ?? here);
};

const save = () => {
  const head = ["id", "text", THEME, ...mentioned, NOTE, "sheet"];
  const rows = data.rows.map(({ id, text }) => [id, text, ...[THEME, ...mentioned, NOTE].map((column) => codes[id]?.[column] ?? ""), data.sheet]);
  saveAs(csvFile([head, ...rows]), data.file);
  unsaved = false;
};

/** The cells of a CSV. @param {string} text */
const cellsOf = (text) => {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = rows[rows.length - 1], letter = text[i];
    if (letter === '"' && quoted && text[i + 1] === '"') { row[row.length - 1] += '"'; i++; }
    else if (letter === '"') quoted = !quoted;
    else if (letter === "," && !quoted) row.push("");
    else if (letter === "\n" && !quoted) rows.push([""]);
    else if (letter !== "\r") row[row.length - 1] += letter;
  }
  return rows;
};
/** Read a saved sheet of these units back. @param {string} text */
const load = (text) => {
  const [head, ...rows] = cellsOf(text.replace(/^\ufeff/, "")), place = Object.fromEntries(head.map((name, i) => [name, i]));
  const mine = rows.filter((cells) => cells[place.sheet] === data.sheet);
  warn(mine.length ? "" : say.another_sheet);
  take(Object.fromEntries(mine.map((cells) => [cells[place.id], Object.fromEntries([THEME, ...mentioned, NOTE].map((column) => [column, cells[place[column]] ?? ""]))])));
  keep();
  draw();
};

const entry = (kind, choice, children, listen) =>
  html("label", { class: "choice" }, html("input", { type: kind === "theme" ? "radio" : "checkbox", name: kind, id: `${kind}-${choice}`, onchange: listen }), html("span", {}, ...children));
const told = (one) => ["definition", "include", "exclude"].filter((part) => one[part]).map((part) => html("small", {}, part === "definition" ? "" : html("b", {}, say[part], " "), one[part]));
data.choices.forEach((one, choice) => at.themes.append(entry("theme", choice, [html("kbd", {}, keyOf(choice)), " ", html("b", {}, one.label), ...told(one)], () => choose(choice))));
mentioned.forEach((column, choice) => at.mentions.append(entry("mention", choice, [html("kbd", {}, `⇧${keyOf(choice)}`), " ", data.choices[choice].label], () => mention(choice))));

at.note.addEventListener("input", () => { codeOf(row().id)[NOTE] = at.note.value; keep(); });
at.back.addEventListener("click", () => go(here - 1));
at.next.addEventListener("click", () => go(here + 1));
at["open-next"].addEventListener("click", goOpen);
at.save.addEventListener("click", save);
at.load.addEventListener("change", async () => { if (at.load.files[0]) load(await at.load.files[0].text()); at.load.value = ""; });
byId("codes").addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => { if (unsaved && !keeps) event.preventDefault(); });
addEventListener("keydown", (event) => {
  const of = event.target, typing = of === at.note, pressed = of.matches?.("button, summary, input[type=file], input[type=checkbox], input[type=radio]:not(:checked)");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing) { if (event.key === "Escape") at.place.focus(); return; }
  const key = event.key.toLowerCase(), letter = event.code.startsWith("Digit") ? event.code.slice(5) : key;
  const choice = letter === "0" ? data.choices.length - 1 : KEYS.indexOf(letter);
  if (key === "enter" ? of.matches?.("button, summary, input[type=file]") : key === " " && pressed) return;
  if (key === "enter" || key === " ") go(here + 1);
  else if (key === "backspace") go(here - 1);
  else if (key === "n") at.note.focus();
  else if (key === "s") save();
  else if (key === "u") goOpen();
  else if (letter.length === 1 && choice >= 0 && event.shiftKey) { if (choice < mentioned.length) mention(choice); }
  else if (letter.length === 1 && choice >= 0 && choice < data.choices.length && (choice < data.choices.length - 1 || letter === "0")) choose(choice);
  else return;
  event.preventDefault();
});

try {
  const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  take(found.codes);
  here = Number.isInteger(found.here) ? within(0, found.here, data.rows.length - 1) : 0;
} catch { keeps = false; warn(say.not_kept); }
at.unit.hidden = false;
draw();
