// Why a passage counts: what made its weight, estimator by estimator.

/** Terms of a passage by theme, with how often each stands there. @param {any} kept @param {number} row @param {(theme: number) => boolean} of */
const termsIn = (kept, row, of) => {
  const marks = kept.marks[row], found = new Map();
  for (let at = 0; at < marks.length; at += 3) {
    if (!of(marks[at])) continue;
    const term = kept.text[row].slice(marks[at + 1], marks[at + 2]);
    found.set(term, (found.get(term) ?? 0) + 1);
  }
  return [...found].map(([term, times]) => (times > 1 ? `${term} ×${times}` : term));
};

/** Spans of clauses that count for a theme. @param {any} kept @param {number} row @param {number} theme @returns {[number, number][]} */
const clausesIn = (kept, row, theme) => {
  const flat = kept.clauses?.[row] ?? [], found = [];
  for (let at = 0; at < flat.length; at += 4) if (flat[at] === theme && flat[at + 3] > 0) found.push([flat[at + 1], flat[at + 2]]);
  return found;
};

const placeOf = (theme) => data.themes.findIndex((one) => one.place === theme);
const nameOfMain = (main) => {
  const count = data.themes.length;
  return main < count ? data.themes[placeOf(main)].label : main === count ? say.none : say.unassigned;
};

/** Likely words of a topic that stand in a passage, and what its weight follows from. @param {string} text @param {any} words @param {string} found @param {any} model @returns {string[]} */
const topicReasons = (text, words, found, model) => {
  const here = wordsIn(text, words.map(([word]) => word));
  return [here.length ? phrase(found, { found: here.join(say.list) }) : say.no_topic_words, model.reads === "vectors" ? say.vectors : say.all_words];
};

/** Sentences of one estimator about a passage. @param {any} kept @param {number} row @param {any} chosen @param {any} model @returns {string[]} */
const reasonsOf = (kept, row, chosen, model) => {
  const m = kept.models.indexOf(model), seed = m === chosen.model ? chosen.seed : 0, list = (words) => words.join(say.list) || say.nothing;
  if (chosen.topic >= 0) {
    const topic = model.topics[chosen.topic];
    const weight = weigher(kept, chosen)(row);
    return [phrase(say.by_topic, { name: model.label, topic: topic.id, weight }), ...topicReasons(kept.text[row], topic.words, say.topic_words_of_topic, model)];
  }
  const theme = chosen.theme, n = kept.text.length, id = data.themes[placeOf(theme)].id;
  const weight = model.weights[seed].themes[theme * n + row], main = model.weights[seed].main[row];
  const said = [phrase(say.by, { name: model.label, weight, main: phrase(say.main_of, { main: say.main, name: nameOfMain(main) }) })];
  const own = termsIn(kept, row, (of) => of === theme);
  if (model.reads === "terms") said.push(own.length ? phrase(say.terms, { found: list(own), others: list(termsIn(kept, row, (of) => of !== theme)) }) : say.no_terms);
  if (model.reads === "clauses") {
    const spans = clausesIn(kept, row, theme), letters = new Set(spans.flatMap(([start, end]) => Array.from({ length: Math.max(0, Math.min(end, kept.text[row].length) - start) }, (_, i) => start + i)));
    said.push(spans.length ? phrase(say.clauses, { part: `${Math.round(100 * letters.size / kept.text[row].length)}%` }) : say.no_clauses);
  }
  if (model.reads === "codes") said.push(say.learned, own.length ? phrase(say.terms, { found: list(own), others: list(termsIn(kept, row, (of) => of !== theme)) }) : say.no_terms);
  if (model.reads === "scores") said.push(say.given);
  if (model.reads === "words" || model.reads === "vectors") {
    const words = model.words[id];
    if (!words) return [...said, say.not_kept];
    said.push(...topicReasons(kept.text[row], words, say.topic_words, model));
  }
  return said;
};
