// Themes over time: a panel per theme, the study's own estimator bold, the others thin and grey.

const panels = byId("panels");
// Pixels; `before` is room for the value at the beginning of a line, `letter` the width of one in the labels of periods.
const ON_SCREEN = { height: 210, left: 40, before: 48, right: 56, top: 14, bottom: 44, mark: 3, letter: 7 };
// On a sheet of A4, in its pixels: few panels are large, so that the answer and the chart are its first page.
const SHEET = { width: 680, gap: 12 };
const ON_PAPER = panels.dataset.columns === "2" ? { ...ON_SCREEN, height: 150 } : { height: 84, left: 24, before: 36, right: 40, top: 10, bottom: 32, mark: 1.6, letter: 5.5 };
const FLATTEST = 2.5;  // how much higher than the own line a panel may be
let printing = false;
const choice = { weighting: byId("weighting"), bands: byId("bands"), scale: byId("scale"), codes: byId("codes") };
const switches = [...document.querySelectorAll("input[name=estimator]")];
const n_periods = data.periods.length;
let cursor = n_periods - 1;

/** @param {string} estimator @param {string} theme */
const series = (estimator, theme) => data.shares[estimator]?.[choice.weighting.value]?.[theme];
const shown = () => data.estimators.filter((one) => switches.some((box) => box.checked && box.value === one.id));
const known = (theme) => (choice.codes?.checked ? data.known[choice.weighting.value]?.[theme] : undefined);

/** What codes state of a theme whose answer states that. @param {{id: string}} theme */
const told = (theme) => (known(theme.id)?.told ? known(theme.id) : undefined);

/** Places of periods without a gap between them. @param {(number | null)[]} values @returns {number[][]} */
const stretches = (values) => {
  const found = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i && values[i - 1] !== null) found[found.length - 1].push(i);
    else found.push([i]);
  });
  return found;
};

/** The end of the vertical axis and its step. @param {{id: string}[]} themes */
const scaleOf = (themes) => {
  let most = 0.005;
  // Company and bands that run off the top are cut: one wild line must not flatten all others.
  const highest = Math.max(...themes.flatMap((theme) => [...(series(data.own, theme.id)?.share ?? [0]), ...(known(theme.id)?.share ?? [])]).map((share) => share ?? 0));
  const limit = highest > 0 && shown().some((one) => one.id === data.own) ? FLATTEST * highest : 1;
  for (const theme of themes) {
    for (const one of shown()) {
      const line = series(one.id, theme.id);
      if (!line) continue;
      line.share.forEach((share, i) => {
        most = Math.max(most, Math.min(share ?? 0, limit));
        if (one.id === data.own && choice.bands.checked && line.upper[i] !== null) most = Math.max(most, Math.min(line.upper[i], limit));
      });
    }
    const codes = known(theme.id);
    for (const share of [...(codes?.share ?? []), ...(choice.bands.checked ? codes?.upper ?? [] : [])]) most = Math.max(most, Math.min(share ?? 0, limit));
  }
  const step = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((s) => most / s <= 4.5) ?? 0.25;
  return { step, most: Math.min(1, Math.ceil(most / step - 1e-9) * step) };
};

const drawChart = () => {
  const common = scaleOf(data.themes);
  const held = [...panels.querySelectorAll("svg")].indexOf(document.activeElement);
  panels.replaceChildren(...data.themes.map((theme) => panelOf(theme, choice.scale.checked ? common : scaleOf([theme]))));
  if (held >= 0) panels.querySelectorAll("svg")[held]?.focus();
};

const panelOf = (theme, scale) => {
  const width = panelWidth(), { height, left, before, right, top, bottom } = frame();
  const x = (i) => left + before + (n_periods < 2 ? 0.5 : i / (n_periods - 1)) * (width - left - before - right);
  const y = (value) => height - bottom - Math.min(value, scale.most) / scale.most * (height - bottom - top);
  const title = html("h3", {}, theme.label), value = html("p", { class: "value" });
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, tabindex: 0, role: "application", "aria-label": `${theme.label}${say.colon}${say.chart}` });
  picture.append(...axes(width, x, y, scale));
  const others = shown().filter((one) => one.id !== data.own);
  for (const one of others) picture.append(...lineOf(series(one.id, theme.id), x, y, false));
  if (shown().some((one) => one.id === data.own)) picture.append(...lineOf(series(data.own, theme.id), x, y, true, !told(theme)));
  picture.append(...circlesOf(known(theme.id), x, y));
  const line = svg("line", { class: "cursor", y1: top, y2: height - bottom, visibility: "hidden" });
  picture.append(line);
  const tip = html("div", { class: "tip", hidden: true });
  const place = html("div", { class: theme.muted ? "panel muted" : "panel", "data-theme": theme.id, style: `--theme: var(--${theme.muted ? "pale" : "theme"}-${theme.place})` }, title, value, html("div", { class: "stage" }, picture, tip));
  const tell = (i, open) => {
    cursor = i;
    value.textContent = valueAt(theme, i);
    line.setAttribute("x1", x(i)); line.setAttribute("x2", x(i));
    line.setAttribute("visibility", open ? "visible" : "hidden");
    tip.replaceChildren(...tipOf(theme, i));
    tip.hidden = !open;
    tip.style.left = x(i) < width / 2 ? `${x(i) + 10}px` : ""; tip.style.right = x(i) < width / 2 ? "" : `${width - x(i) + 10}px`;
    if (open) picture.setAttribute("aria-label", `${theme.label}, ${value.textContent}. ${say.chart}`);
  };
  const nearest = (event) => {
    const box = picture.getBoundingClientRect(), at = (event.clientX - box.left) / box.width * width;
    return data.periods.reduce((best, _, i) => (Math.abs(x(i) - at) < Math.abs(x(best) - at) ? i : best), 0);
  };
  filled(picture, {
    onpointermove: (event) => tell(nearest(event), true),
    onpointerleave: () => tell(cursor, false),
    onclick: (event) => openPeriod(theme.id, nearest(event)),
    onfocus: () => tell(cursor, true),
    onblur: () => tell(cursor, false),
    onkeydown: (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -n_periods, End: n_periods }[event.key];
      if (step) { event.preventDefault(); tell(within(0, cursor + step, n_periods - 1), true); }
      if (event.key === "Enter") openPeriod(theme.id, cursor);
    },
  }, []);
  tell(cursor, false);
  return place;
};

/** The width of a column of panels, so that text in them keeps its size. */
const panelWidth = () => {
  const columns = Number(panels.dataset.columns);
  if (printing) return (SHEET.width - SHEET.gap * (columns - 1)) / columns;
  const style = getComputedStyle(panels).gridTemplateColumns.split(" ");
  return within(220, parseFloat(style[0]) || panels.clientWidth, 640);
};
const frame = () => (printing ? ON_PAPER : ON_SCREEN);
/** A share at the end of a line: whole, or with a decimal where it is small. @param {number} share */
const atEnd = (share) => `${percent(share)}%`;

/** The places of the periods that have labels on an axis so many pixels wide: at equal steps, first and last among them. */
const labelled = (room) => {
  const last = n_periods - 1, { letter } = frame();
  if (!last) return [0];
  const widest = letter * (2 + Math.max(...data.periods.map((name) => name.length), ...data.n.map((n) => String(n).length + 2)));
  const step = within(1, Math.ceil(widest * last / room), last);
  let even = step;
  while (last % even) even += 1;
  if (even <= 2 * step) return Array.from({ length: last / even + 1 }, (_, k) => k * even);
  return [...data.periods.keys()].filter((i) => i === last || (i % step === 0 && last - i >= step));
};

const axes = (width, x, y, scale) => {
  const parts = [], { height, left, before, right, bottom } = frame(), line = printing ? 12 : 15;
  for (let value = 0; value <= scale.most + 1e-9; value += scale.step) {
    parts.push(svg("line", { class: "gridline", x1: left, x2: width - right, y1: y(value), y2: y(value) }));
    parts.push(svg("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, `${+(100 * value).toFixed(1)}%`));
  }
  for (const i of labelled(width - left - before - right)) {
    parts.push(svg("text", { class: "period", x: x(i), y: height - bottom + line + 5, "text-anchor": "middle" }, data.periods[i]));
    parts.push(svg("text", { x: x(i), y: height - bottom + 2 * line + 5, "text-anchor": "middle" }, i ? String(data.n[i]) : phrase(say.n, { n: data.n[i] })));
  }
  return parts;
};

const lineOf = (line, x, y, own, ended = true) => {
  if (!line) return [];
  const parts = [], kind = `series-line${own ? " own" : ""}${line.grey ? " grey" : ""}`;
  if (own && choice.bands.checked) for (const run of stretches(line.lower)) {
    const over = run.map((i) => `${x(i)},${y(line.upper[i])}`), under = run.map((i) => `${x(i)},${y(line.lower[i])}`).reverse();
    if (run.length > 1) parts.push(svg("polygon", { class: "band", points: [...over, ...under].join(" ") }));
    else parts.push(svg("rect", { class: "band", x: x(run[0]) - 4, width: 8, y: y(line.upper[run[0]]), height: Math.max(1, y(line.lower[run[0]]) - y(line.upper[run[0]])) }));
  }
  for (const run of stretches(line.share)) {
    if (run.length > 1) parts.push(svg("polyline", { class: kind, points: run.map((i) => `${x(i)},${y(line.share[i])}`).join(" ") }));
    for (const i of run) if (own || run.length === 1) parts.push(svg("circle", { class: `point${data.n[i] < data.few ? " few" : ""}`, cx: x(i), cy: y(line.share[i]), r: own ? frame().mark : 1.6 }));
  }
  return own && ended ? [...parts, ...endsOf(line.share, x, y)] : parts;
};

/** The first and the last share, written beside them. @param {(number | null)[]} shares */
const endsOf = (shares, x, y) => {
  const parts = [], places = shares.map((share, i) => (share === null ? -1 : i)).filter((i) => i >= 0);
  if (places.length) {
    const last = places[places.length - 1], first = places[0];
    parts.push(svg("text", { class: "end", x: x(last) + 7, y: y(shares[last]) + 4 }, atEnd(shares[last])));
    if (first !== last) parts.push(svg("text", { class: "end", x: x(first) - 7, y: y(shares[first]) + 4, "text-anchor": "end" }, atEnd(shares[first])));
  }
  return parts;
};

/** Shares that codes state, as circles with their intervals; with values at both ends where the answer states them. */
const circlesOf = (codes, x, y) => {
  if (!codes) return [];
  const parts = [];
  codes.share.forEach((share, i) => {
    if (share === null) return;
    if (choice.bands.checked && (codes.lower?.[i] ?? null) !== null) parts.push(svg("line", { class: "coded-band", x1: x(i), x2: x(i), y1: y(codes.lower[i]), y2: y(codes.upper[i]) }));
    parts.push(svg("circle", { class: "coded", cx: x(i), cy: y(share), r: frame().mark + 1 }));
  });
  return codes.told ? [...parts, ...endsOf(codes.share, x, y)] : parts;
};

/** What the answer is of in a period, codes or the own estimator, on one line. */
const valueAt = (theme, i) => {
  const line = told(theme) ?? series(data.own, theme.id);
  if (!line || line.share[i] === null) return `${data.named[i]}${say.comma}${line?.why?.[i] || "–"}`;
  const band = line.lower[i] === null ? "" : ` [${percent(line.lower[i])}–${percent(line.upper[i])}]`;
  return `${data.named[i]}${say.colon}${percent(line.share[i])}%${band}${line.by ? say.comma + line.by : ""}${say.comma}${data.n[i]}\u00a0${say.documents}`;
};

const tipOf = (theme, i) => {
  const rows = [html("div", {}, html("span", {}, data.periods[i]), html("span", {}, phrase(say.n, { n: data.n[i] })))];
  const own = shown().find((one) => one.id === data.own);
  for (const one of [...(own ? [own] : []), ...shown().filter((other) => other !== own)]) {
    const line = series(one.id, theme.id), share = line && line.share[i] !== null ? `${percent(line.share[i])}%` : "–";
    rows.push(html("div", {}, html(one === own ? "strong" : "span", {}, one.label), html(one === own ? "strong" : "span", {}, share)));
  }
  const codes = known(theme.id)?.share[i];
  if (codes !== undefined && codes !== null) rows.push(html("div", {}, html("span", {}, `○ ${known(theme.id).by || say.codes}`), html("span", {}, `${percent(codes)}%`)));
  return rows;
};

/** Open the passages of a theme in a period. @param {string} theme @param {number} i */
const openPeriod = (theme, i) => {
  if (byId("room")) location.hash = `#read?${new URLSearchParams({ theme, period: data.periods[i] })}`;
};

const keepChart = () => {
  const off = switches.filter((box) => !box.checked).map((box) => box.value);
  remember("themes", {
    share: choice.weighting.value === "text" ? "" : choice.weighting.value, off: off.join(","),
    band: choice.bands.checked ? "" : "0", scale: choice.scale.checked ? "" : "own", codes: !choice.codes || choice.codes.checked ? "" : "0",
  });
  drawChart();
};
for (const input of [choice.weighting, choice.bands, choice.scale, choice.codes, ...switches]) input?.addEventListener("change", keepChart);

follow((section) => {
  if (section && section !== "themes") return drawChart();
  const off = (view.get("off") ?? "").split(",");
  choice.weighting.value = view.get("share") === "document" ? "document" : "text";
  choice.bands.checked = view.get("band") !== "0";
  choice.scale.checked = view.get("scale") !== "own";
  if (choice.codes) choice.codes.checked = view.get("codes") !== "0";
  for (const box of switches) box.checked = !off.includes(box.value);
  drawChart();
});
addEventListener("beforeprint", () => { printing = true; drawChart(); });
addEventListener("afterprint", () => { printing = false; drawChart(); });
let drawnAt = panels.clientWidth;
new ResizeObserver(() => {
  if (!printing && panels.clientWidth !== drawnAt) { drawnAt = panels.clientWidth; drawChart(); }
}).observe(panels);
