// The reading room: subjects, their words, and the passages behind them.

const PAGE = 8;
const room = byId("room");

/** @param {any} kept */
const openRoom = (kept) => {
  const at = { estimator: byId("read-estimator"), seed: byId("read-seed"), list: byId("read-list"), subjects: byId("subjects"), words: byId("words"), slider: byId("relevance"), search: byId("search"), period: byId("read-period"), attribute: byId("read-attribute"), value: byId("read-value"), sort: byId("read-sort"), least: byId("read-least"), show: byId("read-show"), found: byId("found"), passages: byId("passages"), more: byId("more"), with: byId("words-with") };
  const order = data.themes.map((theme) => theme.place);
  const own = Math.max(0, kept.models.findIndex((model) => model.own));
  const usual = data.membership === "primary" ? "main" : "10";
  /** What is chosen: numbers of a model, a seed, a theme (−1: none), a topic (−1: none), a period, an attribute and a value. */
  const chosen = { model: own, seed: 0, theme: -1, topic: -1, query: "", period: -1, attribute: -1, value: -1, least: usual, sort: "weight", show: "passages" };
  let shownRows = PAGE;

  const option = (value, text) => html("option", { value }, text);
  at.estimator.append(...kept.models.map((model, i) => option(i, model.label)));
  at.period.append(...data.periods.map((name, i) => option(i, name)));
  at.attribute.append(...kept.attributes.map((one, i) => option(i, one.name === "source" ? say.source : one.name)));
  byId("read-attribute").closest("label").hidden = !kept.attributes.length;

  const model = () => kept.models[chosen.model];
  const subjects = () => {
    const themes = order.map((theme) => ({ kind: "theme", index: theme, label: data.themes[placeOf(theme)].label, share: sizeOf(theme), words: model().words[data.themes[placeOf(theme)].id] ?? [] }));
    const topics = model().topics.map((topic, index) => ({ kind: "topic", index, label: topic.id + (topic.theme ? ` · ${data.themes.find((one) => one.id === topic.theme)?.label ?? ""}` : ""), share: topic.share, words: topic.words }));
    const by = at.list.value === "name" ? (a, b) => a.label.localeCompare(b.label, document.documentElement.lang, { numeric: true }) : (a, b) => b.share - a.share;
    return [themes.sort(by), topics.sort(by)];
  };
  const sizes = new Map();
  const sizeOf = (theme) => {
    const key = `${chosen.model} ${chosen.seed} ${theme}`, counts = counter(kept, { ...chosen, theme, topic: -1 });
    if (!sizes.has(key)) {
      let sum = 0, all = 0;
      kept.tokens.forEach((tokens, row) => { sum += tokens * counts(row); all += tokens; });
      sizes.set(key, all ? sum / all : 0);
    }
    return sizes.get(key);
  };

  const drawSubjects = () => {
    const [themes, topics] = subjects(), lambda = Number(at.slider.value);
    const head = (text) => html("div", { class: "head", role: "presentation" }, text);
    const all = html("div", { role: "option", id: "subject-all", "data-kind": "all", "data-index": -1, "aria-selected": String(chosen.theme < 0 && chosen.topic < 0) }, html("span", {}, say.all_passages));
    const entry = (one) => html("div", { role: "option", id: `subject-${one.kind}-${one.index}`, "data-kind": one.kind, "data-index": one.index, "aria-selected": String(chosen[one.kind] === one.index) },
      html("span", one.kind === "theme" ? { style: `color: var(--theme-${one.index})` } : {}, one.label), html("span", {}, `${percent(one.share)}%`), html("small", {}, topWords(one.words, lambda, 6).map(([word]) => word).join(" ")));
    at.subjects.replaceChildren(all, head(say.themes), ...themes.map(entry), ...(topics.length ? [head(say.topics), ...topics.map(entry)] : []));
    const active = at.subjects.querySelector("[aria-selected=true]");
    at.subjects.setAttribute("aria-activedescendant", active?.id ?? "");
    if (active && (active.offsetTop < at.subjects.scrollTop || active.offsetTop > at.subjects.scrollTop + 280)) at.subjects.scrollTop = active.offsetTop - 60;
  };
  const topWords = (words, lambda, most) => [...words].sort((a, b) => relevance(b[1], b[2], lambda) - relevance(a[1], a[2], lambda)).slice(0, most);

  const drawWords = () => {
    const lambda = Number(at.slider.value), words = chosen.topic >= 0 ? model().topics[chosen.topic].words : chosen.theme >= 0 ? model().words[data.themes[placeOf(chosen.theme)].id] ?? [] : [];
    byId("relevance-value").textContent = String(lambda);
    const top = topWords(words, lambda, 15), most = Math.max(...top.map(([, p, base]) => Math.max(p, base)), 1e-9);
    at.words.replaceChildren(...top.map(([word, p, base]) => html("li", {}, html("button", { type: "button", title: word, onclick: () => { chosen.query = word; change(); tellTopics(word); } },
      html("span", {}, word), html("span", { class: "bars", "aria-hidden": "true" }, html("span", { class: "bar", style: `width:${100 * base / most}%` }), html("span", { class: "bar there", style: `width:${100 * p / most}%` }))))));
    at.with.textContent = chosen.theme < 0 && chosen.topic < 0 ? "" : top.length ? say.words_note : say.no_words;
  };
  const tellTopics = (word) => {
    const found = model().topics.filter((topic) => topic.words.some(([other]) => other === word)).map((topic) => topic.id);
    at.with.textContent = found.length ? phrase(say.topics_with, { word, topics: found.join(say.list) }) : say.words_note;
  };

  const drawPassages = () => {
    const rows = rowsOf(kept, chosen), lines = chosen.show === "lines";
    const said = rows.length === 1 ? say.count_one : rows.length ? phrase(say.count, { n: count(rows.length) }) : say.count_none;
    const part = chosen.theme >= 0 && rows.length ? ` · ${phrase(say.part, { part: `${percent(partOf(kept, chosen))}%` })}` : "";
    at.found.textContent = said + part + (kept.text.length < kept.of ? ` · ${say.sampled}` : "");
    at.passages.className = lines ? "hits" : "";
    at.passages.replaceChildren(...rows.slice(0, shownRows).flatMap((row) => (lines ? linesOf(row) : [passageOf(row)])));
    at.more.hidden = rows.length <= shownRows;
    at.more.textContent = phrase(say.more, { n: count(rows.length - shownRows) });
  };

  /** Stretches of a text with what is marked in each. */
  const marked = (row, clauses = []) => {
    const text = kept.text[row], marks = kept.marks[row], edges = new Set([0, text.length]), spans = [];
    for (let i = 0; i < marks.length; i += 3) if (chosen.theme < 0 || marks[i] === chosen.theme) spans.push({ start: marks[i + 1], end: marks[i + 2], theme: marks[i] });
    for (const [start, end] of placesOf(text, sought(chosen.query))) spans.push({ start, end, theme: -1 });
    for (const [start, end] of clauses) spans.push({ start, end, theme: -2 });
    for (const span of spans) { edges.add(Math.min(span.start, text.length)); edges.add(Math.min(span.end, text.length)); }
    const cuts = [...edges].sort((a, b) => a - b), parts = [];
    for (let i = 1; i < cuts.length; i++) {
      const piece = text.slice(cuts[i - 1], cuts[i]), here = spans.filter((span) => span.start <= cuts[i - 1] && span.end >= cuts[i]);
      const theme = here.find((span) => span.theme >= 0), searched = here.some((span) => span.theme === -1), clause = here.some((span) => span.theme === -2);
      let made = theme || searched ? html("mark", { class: searched ? "search" : "", style: theme ? `--theme: var(--theme-${theme.theme})` : null }, piece) : document.createTextNode(piece);
      if (clause) made = html("u", { class: "clause" }, made);
      parts.push(made);
    }
    return parts;
  };

  const originOf = (row) => { const [title, date, source] = kept.documents[kept.document[row]]; return { title, rest: [source, date].filter(Boolean).join(" · ") }; };
  const passageOf = (row) => {
    const weight = weigher(kept, chosen)(row), body = html("p", {}, ...marked(row)), { title, rest } = originOf(row);
    const footer = html("footer", {}, html("b", {}, title), " · ", html("span", { class: "origin" }, rest));
    const made = html("li", { class: "passage", "data-id": kept.id[row] }, body, footer);
    if (chosen.theme < 0 && chosen.topic < 0) return made;
    const why = html("div", { class: "why", hidden: true });
    const button = html("button", { type: "button", "aria-expanded": "false", onclick: () => {
      why.hidden = !why.hidden;
      button.setAttribute("aria-expanded", String(!why.hidden));
      body.replaceChildren(...marked(row, why.hidden || chosen.theme < 0 ? [] : clausesIn(kept, row, chosen.theme)));
      if (!why.childElementCount) why.append(...reasonParts(row));
    } }, say.why);
    footer.append(` · ${say.weight} ${weight}% `, button);
    made.append(why);
    return made;
  };
  const reasonParts = (row) => {
    const all = chosen.topic >= 0 ? [model()] : [model(), ...kept.models.filter((other) => other !== model())];
    return all.map((one) => html("p", {}, reasonsOf(kept, row, chosen, one).join(say.between)));
  };

  /** Key word in context: one line per hit of what is searched, or else of the theme's terms. */
  const linesOf = (row) => {
    const text = kept.text[row], words = sought(chosen.query), marks = kept.marks[row], hits = words.length ? placesOf(text, words) : [];
    if (!words.length) for (let i = 0; i < marks.length; i += 3) if (chosen.theme < 0 || marks[i] === chosen.theme) hits.push([marks[i + 1], marks[i + 2]]);
    return hits.sort((a, b) => a[0] - b[0]).slice(0, 8).map(([start, end]) => html("li", { class: "hit", "data-id": kept.id[row] },
      html("span", { class: "left" }, html("bdi", {}, text.slice(Math.max(0, start - 60), start))), html("b", {}, text.slice(start, end)), html("span", { class: "right" }, text.slice(end, end + 60)), html("small", {}, `${originOf(row).title} · ${originOf(row).rest}`)));
  };

  const seedsOf = () => model().weights.map((_, i) => option(i, String(model().seeds[i])));
  const showControls = () => {
    at.estimator.value = String(chosen.model);
    at.seed.replaceChildren(...seedsOf());
    at.seed.value = String(chosen.seed);
    at.seed.disabled = model().weights.length < 2;
    at.period.value = chosen.period < 0 ? "" : String(chosen.period);
    at.attribute.value = chosen.attribute < 0 ? "" : String(chosen.attribute);
    byId("value-label").hidden = chosen.attribute < 0;
    if (chosen.attribute >= 0) at.value.replaceChildren(...kept.attributes[chosen.attribute].values.map((value, i) => option(i, value)));
    at.value.value = String(Math.max(0, chosen.value));
    at.least.value = chosen.least; at.sort.value = chosen.sort; at.show.value = chosen.show;
    if (at.search.value !== chosen.query) at.search.value = chosen.query;
  };
  const draw = () => { shownRows = PAGE; showControls(); drawSubjects(); drawWords(); drawPassages(); };
  const keep = () => remember("read", {
    theme: chosen.theme < 0 ? "" : data.themes[placeOf(chosen.theme)].id, topic: chosen.topic < 0 ? "" : model().topics[chosen.topic].id,
    estimator: chosen.model === own ? "" : model().id, seed: chosen.seed ? String(model().seeds[chosen.seed]) : "", q: chosen.query,
    period: chosen.period < 0 ? "" : data.periods[chosen.period], attribute: chosen.attribute < 0 ? "" : kept.attributes[chosen.attribute].name,
    value: chosen.attribute < 0 ? "" : kept.attributes[chosen.attribute].values[chosen.value] ?? "", least: chosen.least === usual ? "" : chosen.least, sort: chosen.sort === "weight" ? "" : chosen.sort, show: chosen.show === "passages" ? "" : chosen.show,
  });
  const change = () => { keep(); draw(); };

  /** Read the choices from the address; what it names and the page has not is left out. */
  const readView = () => {
    const named = (list, value, of = (one) => one) => (value === null ? -1 : list.findIndex((one) => of(one) === value));
    const model_ = named(kept.models, view.get("estimator"), (one) => one.id);
    chosen.model = model_ < 0 ? own : model_;
    chosen.seed = Math.max(0, named(model().seeds.slice(0, model().weights.length).map(String), view.get("seed")));
    const theme = named(data.themes, view.get("theme"), (one) => one.id);
    chosen.theme = theme < 0 ? -1 : data.themes[theme].place;
    chosen.topic = chosen.theme >= 0 ? -1 : named(model().topics, view.get("topic"), (one) => one.id);
    chosen.query = view.get("q") ?? "";
    chosen.period = named(data.periods, view.get("period"));
    chosen.attribute = named(kept.attributes, view.get("attribute"), (one) => one.name);
    chosen.value = chosen.attribute < 0 ? -1 : Math.max(0, named(kept.attributes[chosen.attribute].values, view.get("value")));
    chosen.least = [...at.least.options].some((one) => one.value === view.get("least")) ? view.get("least") : usual;
    chosen.sort = ["weight", "early", "late", "long"].includes(view.get("sort")) ? view.get("sort") : "weight";
    chosen.show = view.get("show") === "lines" ? "lines" : "passages";
    if (chosen.theme < 0 && chosen.topic < 0 && !view.get("q") && address().section !== "read") chosen.theme = order[0] ?? -1;
    draw();
  };

  const pick = (kind, index) => {
    chosen.theme = kind === "theme" ? index : -1;
    chosen.topic = kind === "topic" ? index : -1;
    change();
  };
  at.subjects.addEventListener("click", (event) => { const one = event.target.closest("[role=option]"); if (one) pick(one.dataset.kind, Number(one.dataset.index)); });
  at.subjects.addEventListener("keydown", (event) => {
    const options = [...at.subjects.querySelectorAll("[role=option]")], now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -options.length, End: options.length }[event.key];
    if (!step) return;
    event.preventDefault();
    const one = options[within(0, now + step, options.length - 1)];
    pick(one.dataset.kind, Number(one.dataset.index));
  });
  at.estimator.addEventListener("change", () => { chosen.model = Number(at.estimator.value); chosen.seed = 0; if (chosen.topic >= 0) { chosen.topic = -1; chosen.theme = order[0] ?? -1; } change(); });
  at.seed.addEventListener("change", () => { chosen.seed = Number(at.seed.value); change(); });
  at.list.addEventListener("change", drawSubjects);
  at.slider.addEventListener("input", () => { drawWords(); drawSubjects(); });
  at.period.addEventListener("change", () => { chosen.period = at.period.value === "" ? -1 : Number(at.period.value); change(); });
  at.attribute.addEventListener("change", () => { chosen.attribute = at.attribute.value === "" ? -1 : Number(at.attribute.value); chosen.value = chosen.attribute < 0 ? -1 : 0; change(); });
  at.value.addEventListener("change", () => { chosen.value = Number(at.value.value); change(); });
  at.least.addEventListener("change", () => { chosen.least = at.least.value; change(); });
  at.sort.addEventListener("change", () => { chosen.sort = at.sort.value; change(); });
  at.show.addEventListener("change", () => { chosen.show = at.show.value; change(); });
  let waiting = 0;
  at.search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { chosen.query = at.search.value.trim(); change(); }, 150); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => { Object.assign(chosen, { query: "", period: -1, attribute: -1, value: -1, least: usual, sort: "weight", show: "passages" }); change(); });
  byId("link").addEventListener("click", () => { keep(); copyText(location.href, byId("link")); });
  at.more.addEventListener("click", () => { const first = shownRows; shownRows += PAGE; drawPassages(); at.passages.children[first]?.querySelector("button")?.focus({ preventScroll: true }); });
  follow((section) => { if (section !== "themes") readView(); else if (!at.found.textContent) readView(); });
};

const startReading = async () => {
  const opening = byId("opening");
  if (!room) return;
  if (!("DecompressionStream" in window)) { opening.textContent = say.no_unpack; return; }
  const kept = await unpackAll();
  room.hidden = false;
  opening.hidden = true;
  openRoom(kept);
  if (address().section === "read") byId("read").scrollIntoView();
  document.documentElement.dataset.ready = "true";
};
