"use strict";
// Draws theme shares from the numbers embedded in the page. Everything it shows is set as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 460, HEIGHT = 250, LEFT = 40, RIGHT = 24, TOP = 12, BOTTOM = 38;
  const panels = document.getElementById("panels");
  const choice = { theme: document.getElementById("theme"), weighting: document.getElementById("weighting"),
                   bands: document.getElementById("bands"), period: document.getElementById("period") };
  const boxes = [...document.querySelectorAll("input[name=estimator]")];
  let cursor = data.periods.length - 1;

  const node = (name, attributes = {}, text = "") => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const percent = (value) => value === null ? "–" : (100 * value).toFixed(1);
  const x = (i) => LEFT + (data.periods.length < 2 ? 0.5 : i / (data.periods.length - 1)) * (WIDTH - LEFT - RIGHT);
  const shown = () => data.estimators.filter((_, i) => boxes[i].checked);
  const themes = () => data.themes.filter((t) => choice.theme.value === "" || t.id === choice.theme.value);
  const series = (estimator, theme) => data.shares[estimator.id][choice.weighting.value][theme.id];
  const look = (estimator) => data.looks[data.estimators.indexOf(estimator)];

  // Stretches of periods without a gap: a period without a document breaks the line.
  const stretches = (values) => {
    const found = [];
    values.forEach((value, i) => {
      if (value === null) return;
      if (i && values[i - 1] !== null) found[found.length - 1].push(i);
      else found.push([i]);
    });
    return found;
  };

  const top = (estimators, chosen) => {
    let most = 0.01;
    for (const theme of chosen) for (const estimator of estimators) {
      const s = series(estimator, theme);
      for (let i = 0; i < data.periods.length; i++) {
        most = Math.max(most, s.share[i] ?? 0);
        // A band that runs off the top is cut: one wild band must not flatten every line.
        if (choice.bands.checked && s.upper[i] !== null) most = Math.max(most, Math.min(s.upper[i], 2.5 * (s.share[i] ?? 0)));
      }
    }
    const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((s) => most / s <= 5) ?? 0.25;
    return { step, most: Math.min(1, Math.ceil(most / step - 1e-9) * step) };
  };

  const draw = () => {
    const estimators = shown(), chosen = themes(), scale = top(estimators, chosen);
    const y = (value) => HEIGHT - BOTTOM - Math.min(value, scale.most) / scale.most * (HEIGHT - BOTTOM - TOP);
    panels.replaceChildren(...chosen.map((theme) => panel(theme, estimators, scale, y)));
    panels.className = chosen.length === 1 ? "one" : "";
    table(estimators, chosen);
  };

  const panel = (theme, estimators, scale, y) => {
    const place = document.createElement("div");
    place.className = "panel";
    const title = document.createElement("h3");
    title.textContent = theme.label;
    const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, tabindex: 0, role: "img",
                              "aria-label": `${theme.label}: ${data.words.chart}` });
    for (let value = 0; value <= scale.most + 1e-9; value += scale.step) {
      svg.append(node("line", { class: "gridline", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }));
      svg.append(node("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, `${+(100 * value).toFixed(1)}%`));
    }
    const every = Math.ceil(data.periods.length / 9);
    data.periods.forEach((period, i) => {
      if (i % every) return;
      svg.append(node("text", { x: x(i), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, period));
      svg.append(node("text", { x: x(i), y: HEIGHT - BOTTOM + 30, "text-anchor": "middle" }, `n ${data.n[i]}`));
    });
    svg.append(node("line", { class: "cursor", x1: x(cursor), x2: x(cursor), y1: TOP, y2: HEIGHT - BOTTOM }));
    for (const estimator of [...estimators].reverse()) {
      const s = series(estimator, theme), { dash } = look(estimator);
      const colour = s.unstable ? data.faded : look(estimator).colour;
      if (choice.bands.checked) for (const run of stretches(s.lower)) {
        const over = run.map((i) => `${x(i)},${y(s.upper[i])}`), under = run.map((i) => `${x(i)},${y(s.lower[i])}`).reverse();
        if (run.length > 1) svg.append(node("polygon", { points: [...over, ...under].join(" "), fill: colour, opacity: .13 }));
        else svg.append(node("line", { x1: x(run[0]), x2: x(run[0]), y1: y(s.upper[run[0]]), y2: y(s.lower[run[0]]), stroke: colour, opacity: .4 }));
      }
      for (const run of stretches(s.share)) {
        svg.append(node("polyline", { points: run.map((i) => `${x(i)},${y(s.share[i])}`).join(" "), fill: "none",
                                      stroke: colour, "stroke-width": s.unstable ? 1 : 2, "stroke-dasharray": dash }));
        for (const i of run) svg.append(node("circle", { cx: x(i), cy: y(s.share[i]), r: i === cursor ? 4.5 : 2.8,
                                                         fill: data.n[i] < data.few ? "#fff" : colour, stroke: colour }));
      }
    }
    const nearest = (event) => {
      const box = svg.getBoundingClientRect(), at = (event.clientX - box.left) / box.width * WIDTH;
      return data.periods.reduce((best, _, i) => Math.abs(x(i) - at) < Math.abs(x(best) - at) ? i : best, 0);
    };
    svg.addEventListener("pointermove", (event) => move(nearest(event)));
    svg.addEventListener("pointerdown", (event) => move(nearest(event)));
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const index = [...panels.querySelectorAll("svg")].indexOf(svg);
      move(Math.max(0, Math.min(data.periods.length - 1, cursor + step)));
      panels.querySelectorAll("svg")[index].focus();
    });
    place.append(title, svg);
    return place;
  };

  const move = (i) => {
    if (i === cursor) return;
    cursor = i;
    choice.period.value = String(i);
    draw();
  };

  const table = (estimators, chosen) => {
    const head = document.getElementById("values-head"), body = document.getElementById("values");
    const cell = (name, text, number) => {
      const made = document.createElement(name);
      made.textContent = text;
      if (number) made.className = "number";
      return made;
    };
    head.replaceChildren(cell("th", data.words.estimator), ...chosen.map((theme) => cell("th", theme.label, true)));
    body.replaceChildren(...estimators.map((estimator) => {
      const row = document.createElement("tr");
      row.append(cell("th", estimator.label), ...chosen.map((theme) => {
        const s = series(estimator, theme), made = cell("td", s.why[cursor] || percent(s.share[cursor]), true);
        if (s.lower[cursor] !== null) {
          const band = document.createElement("small");
          band.textContent = ` [${percent(s.lower[cursor])}–${percent(s.upper[cursor])}]`;
          made.append(band);
        }
        return made;
      }));
      return row;
    }));
    document.getElementById("values-caption").textContent =
      `${data.periods[cursor]}: n ${data.n[cursor]}. ${data.words.percent[choice.weighting.value]}`;
  };

  const models = document.getElementById("model");
  models?.addEventListener("change", () => {
    for (const list of document.querySelectorAll(".model")) list.hidden = list.dataset.model !== models.value;
  });
  for (const input of [choice.theme, choice.weighting, choice.bands, ...boxes]) input.addEventListener("change", draw);
  choice.period.addEventListener("change", () => move(Number(choice.period.value)));
  document.querySelectorAll(".scripted").forEach((part) => { part.hidden = false; });
  draw();
})();
