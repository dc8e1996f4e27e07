// Returns sentences about what a page lacks for people who do not see it, or do not use a mouse.
(() => {
  const found = [];
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const told = (one) => `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ""} "${(one.textContent ?? "").trim().slice(0, 40)}"`;
  const nameOf = (one) => (one.getAttribute("aria-label")
    || (one.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim()
    || [...(one.labels ?? [])].map((label) => label.textContent).join(" ").trim() || one.textContent?.trim() || one.title || "");

  // Every control has a name, and can be reached by the keyboard.
  for (const one of all("a[href], button, input, select, textarea, summary, [role=listbox], [role=application], [tabindex]")) {
    if (!nameOf(one) && one.tagName !== "PRE") found.push(`no name: ${told(one)}`);
    if (one.tabIndex < 0) found.push(`not reached by the keyboard: ${told(one)}`);
    if (one.tabIndex > 0) found.push(`out of order: ${told(one)}`);
  }
  // What is pointed at has to be large enough, or stand in a line of text.
  for (const one of all("button, select, input[type=search], input[type=range], summary")) {
    const box = one.getBoundingClientRect();
    if (box.height < 24 && one.type !== "range") found.push(`lower than 24 pixels: ${told(one)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push(`twice: #${id}`);
  for (const attribute of ["aria-labelledby", "aria-controls", "aria-activedescendant"])
    for (const one of document.querySelectorAll(`[${attribute}]`))
      for (const id of one.getAttribute(attribute).split(" ")) if (id && !document.getElementById(id)) found.push(`${attribute} names nothing: ${told(one)}`);
  // Headings in order, one of the first level, and landmarks.
  const levels = all("h1, h2, h3, h4").map((one) => Number(one.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) found.push("not one heading of the first level");
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) found.push(`a heading of level ${level} after ${levels[i - 1]}`); });
  for (const name of ["main", "header"]) if (document.querySelectorAll(`body > ${name}`).length !== 1) found.push(`not one ${name}`);
  if (document.querySelectorAll("section").length > 3 && !document.querySelector("nav[aria-label]")) found.push("no list of contents");
  if (!document.documentElement.lang || !document.title) found.push("no language or no title");
  for (const table of all("table")) if (!table.querySelector("th")) found.push(`a table without headings: ${told(table)}`);
  for (const list of all("[role=listbox]")) if (!list.querySelector("[role=option][aria-selected=true]")) found.push("a list without a selected entry");

  // Contrast of text with what is behind it (WCAG 2, level AA).
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => { const v = part / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }).reduce((sum, part, i) => sum + [0.2126, 0.7152, 0.0722][i] * part, 0);
  const behind = (one) => { for (let at = one; at; at = at.parentElement) { const c = numbers(getComputedStyle(at).backgroundColor); if (c.length && (c[3] ?? 1) > 0.5) return c; } return [255, 255, 255]; };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (words.nextNode()) {
    const text = words.currentNode, one = text.parentElement;
    if (!text.textContent.trim() || !one || !visible(one) || one.closest("script, .unseen, .skip, [aria-hidden=true], option")) continue;
    const style = getComputedStyle(one), ink = numbers(one.namespaceURI.endsWith("svg") ? style.fill : style.color), paper = behind(one);
    const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const key = `${ink} on ${paper}`;
    if (ratio < (large ? 3 : 4.5) && !seen.has(key)) { seen.add(key); found.push(`contrast ${ratio.toFixed(2)}: ${told(one)}`); }
  }
  return found;
})();
