// Files that a page hands over, and the cells of CSV.

/** @param {Blob} blob @param {string} name */
const saveAs = (blob, name) => {
  const link = html("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

/** The text with an apostrophe wherever a spreadsheet would see a formula, as `no_formula` of topics.files.csv. @param {string} text */
const noFormula = (text) => {
  const lines = text.replaceAll(/\r\n?/g, "\n");
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(lines)) return lines;
  const inside = lines.replaceAll(/([;|\t\n][ "]*)(?=[=+\-@＝＋－＠])/g, "$1'");
  return /^[=+\-@\t\n＝＋－＠]/.test(inside) ? `'${inside}` : inside;
};

/** @param {any} value */
const csvCell = (value) => {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" ? noFormula(text) : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Rows as a file of CSV that spreadsheet programs open. @param {any[][]} rows */
const csvFile = (rows) => new Blob([`\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`], { type: "text/csv" });
