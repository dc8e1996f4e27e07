// The chart as a file: its numbers as CSV, its picture as SVG or PNG.

const chartCsv = () => {
  const rows = [["theme", "estimator", "weighting", "period", "share", "lower", "upper", "n_documents", "why"]];
  for (const theme of data.themes) for (const one of shown()) {
    const line = series(one.id, theme.id);
    if (line) data.periods.forEach((period, i) => rows.push([theme.id, one.id, choice.weighting.value, period, line.share[i], line.lower[i], line.upper[i], data.n[i], line.why[i]]));
  }
  return csvFile(rows);
};

const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-size", "font-weight", "font-family", "visibility"];

/** All panels as one SVG that needs no style of the page. */
const chartSvg = () => {
  const places = [...panels.querySelectorAll(".panel")], gap = 22, head = 44;
  const origin = panels.getBoundingClientRect();
  const boxes = places.map((place) => place.getBoundingClientRect());
  const width = Math.max(...boxes.map((box) => box.right - origin.left)) + gap, height = Math.max(...boxes.map((box) => box.bottom - origin.top)) + gap;
  const paper = getComputedStyle(byId("themes")).backgroundColor, ink = getComputedStyle(document.body).color;
  const whole = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` }, svg("title", {}, document.title), svg("rect", { width, height, fill: paper }));
  places.forEach((place, at) => {
    const group = svg("g", { transform: `translate(${boxes[at].left - origin.left} ${boxes[at].top - origin.top})` });
    group.append(svg("text", { x: 4, y: 18, fill: getComputedStyle(place.querySelector("h3")).color, "font-size": 16, "font-weight": 700, "font-family": "sans-serif" }, place.querySelector("h3").textContent));
    group.append(svg("text", { x: 4, y: 36, fill: ink, "font-size": 12, "font-family": "sans-serif" }, place.querySelector(".value").textContent));
    const source = place.querySelector("svg"), copy = svg("g", { transform: `translate(0 ${head})` });
    for (const child of source.children) copy.append(styled(child));
    group.append(copy);
    whole.append(group);
  });
  return new XMLSerializer().serializeToString(whole);
};

/** A copy of an element with the look that the page gives it. @param {Element} element */
const styled = (element) => {
  const copy = element.cloneNode(true), style = getComputedStyle(element);
  for (const name of DRAWN) copy.setAttribute(name, style.getPropertyValue(name));
  copy.removeAttribute("class");
  return copy;
};

const chartPng = async () => {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([chartSvg()], { type: "image/svg+xml" }));
  await picture.decode();
  const canvas = html("canvas", { width: 2 * picture.width, height: 2 * picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(picture.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
};

document.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", async () => {
  const kind = button.dataset.save, name = `themes-${data.study}.${kind}`;
  if (kind === "csv") saveAs(chartCsv(), name);
  if (kind === "svg") saveAs(new Blob([chartSvg()], { type: "image/svg+xml" }), name);
  if (kind === "png") saveAs(await chartPng(), name);
}));
