// Which passages a choice shows, and in which order. Nothing here touches the page.

/** The weight of a passage for what is chosen, 0 to 100. @param {any} kept @param {any} chosen @returns {(row: number) => number} */
const weigher = (kept, chosen) => {
  const model = kept.models[chosen.model], n = kept.text.length;
  if (chosen.topic >= 0) return (row) => {
    for (let slot = 0; slot < SLOTS; slot++) if (model.slots[slot * n + row] === chosen.topic) return model.sizes[slot * n + row];
    return 0;
  };
  if (chosen.theme < 0) return () => 100;
  const weights = model.weights[chosen.seed].themes, start = chosen.theme * n;
  return (row) => weights[start + row];
};

/** How much of a passage counts for a theme, 0 to 1: all or nothing where a passage counts for its main theme alone. */
const counter = (kept, chosen) => {
  if (data.membership !== "primary" || chosen.theme < 0) { const weight = weigher(kept, chosen); return (row) => weight(row) / 100; }
  const main = kept.models[chosen.model].weights[chosen.seed].main;
  return (row) => (main[row] === chosen.theme ? 1 : 0);
};

/** Whether the weight of a passage is as large as was asked. @returns {(row: number) => boolean} */
const enough = (kept, chosen) => {
  if (chosen.theme < 0 && chosen.topic < 0) return () => true;
  const weight = weigher(kept, chosen);
  if (chosen.least !== "main") { const least = Number(chosen.least); return (row) => weight(row) >= least; }
  if (chosen.topic >= 0) return (row) => kept.models[chosen.model].slots[row] === chosen.topic;
  const counts = counter(kept, chosen);
  return (row) => counts(row) > 0;
};

/** Lower-case texts, made when first searched. @param {any} kept @returns {string[]} */
const lowered = (kept) => (kept.lower ??= kept.text.map((text, row) => `${text}\n${kept.documents[kept.document[row]][0]}`.normalize("NFKC").toLowerCase()));

/** What is searched for, word by word. @param {string} query @returns {string[]} */
const sought = (query) => query.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).slice(0, 12);

/** Rows of the passages, in their order. @param {any} kept @param {any} chosen */
const rowsOf = (kept, chosen) => {
  const weight = weigher(kept, chosen), wanted = enough(kept, chosen), words = sought(chosen.query), lower = words.length ? lowered(kept) : [];
  const attribute = kept.attributes[chosen.attribute], rows = [];
  for (let row = 0; row < kept.text.length; row++) {
    const doc = kept.document[row];
    if (chosen.period >= 0 && kept.documents[doc][3] !== chosen.period) continue;
    if (attribute && chosen.value >= 0 && attribute.of[doc] !== chosen.value) continue;
    if (!wanted(row) || !words.every((word) => lower[row].includes(word))) continue;
    rows.push(row);
  }
  const date = (row) => kept.documents[kept.document[row]][1];
  const orders = {
    weight: (a, b) => weight(b) - weight(a) || b - a,
    early: (a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : a - b),
    late: (a, b) => (date(a) > date(b) ? -1 : date(a) < date(b) ? 1 : a - b),
    long: (a, b) => kept.tokens[b] - kept.tokens[a] || a - b,
  };
  return rows.sort(orders[chosen.sort] ?? orders.weight);
};

/** The part of the text of the chosen periods and documents that is the theme's. @param {any} kept @param {any} chosen */
const partOf = (kept, chosen) => {
  const counts = counter(kept, chosen);
  let whole = 0, part = 0;
  for (const row of rowsOf(kept, { ...chosen, theme: -1, topic: -1, query: "", sort: "long" })) {
    whole += kept.tokens[row];
    part += kept.tokens[row] * counts(row);
  }
  return whole ? part / whole : 0;
};

/** Places of searched words in a text. @param {string} text @param {string[]} words @returns {[number, number][]} */
const placesOf = (text, words) => {
  // Only where folding keeps the length do places in the folded text stand for places in the text.
  const folded = text.normalize("NFKC").toLowerCase(), lower = folded.length === text.length ? folded : text.toLowerCase();
  const found = [];
  if (lower.length !== text.length) return found;
  for (const word of words) for (let at = lower.indexOf(word); at >= 0 && found.length < 200; at = lower.indexOf(word, at + word.length)) found.push([at, at + word.length]);
  return found;
};

/** Words that stand in a text: alone where a script puts spaces between words. @param {string} text @param {string[]} words */
const wordsIn = (text, words) => {
  const lower = text.normalize("NFKC").toLowerCase(), letter = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d]/u;
  return words.filter((word) => {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      const before = lower[at - 1] ?? "", after = lower[at + word.length] ?? "";
      if (!(letter.test(word[0]) && letter.test(before)) && !(letter.test(word[word.length - 1]) && letter.test(after))) return true;
    }
    return false;
  });
};

/** The relevance of a word at λ (Sievert & Shirley 2014). @param {number} p @param {number} base @param {number} lambda */
const relevance = (p, base, lambda) => lambda * Math.log(p) + (1 - lambda) * Math.log(p / base);
