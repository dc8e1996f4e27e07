// Elements and words. Whatever is shown is set as text or as an attribute, never as markup.

/** The numbers embedded in the page. */
const data = JSON.parse(document.getElementById("data").textContent);
const say = data.words;

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/** @param {Element} made @param {Record<string, any>} attributes @param {(Node | string)[]} children */
const filled = (made, attributes, children) => {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
};
/** @param {string} name @param {Record<string, any>} [attributes] @param {...(Node | string)} children @returns {any} */
const html = (name, attributes = {}, ...children) => filled(document.createElement(name), attributes, children);
/** @param {string} name @param {Record<string, any>} [attributes] @param {...(Node | string)} children @returns {any} */
const svg = (name, attributes = {}, ...children) =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/** A phrase with its places filled in. @param {string} phrase @param {Record<string, any>} values */
const phrase = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
/** A share in per cent with one decimal. @param {number | null} share */
const percent = (share) => (share === null ? "–" : (100 * share).toFixed(1));
/** @param {number} n */
const count = (n) => n.toLocaleString("en-US");
/** @param {number} low @param {number} value @param {number} high */
const within = (low, value, high) => Math.max(low, Math.min(high, value));

document.querySelectorAll(".scripted").forEach((part) => { part.hidden = false; });
