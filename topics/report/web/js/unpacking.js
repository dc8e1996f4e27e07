// Passages travel compressed; they are unpacked once the page is shown.

/** @param {string} id @returns {Promise<Uint8Array>} */
const unpacked = async (id) => {
  const text = byId(id).textContent, packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const NO_TOPIC = 255, SLOTS = 3;

/** Texts and weights, the latter as views on the bytes: see the conventions of `kept_text.py`. */
const unpackAll = async () => {
  const [texts, bytes] = await Promise.all([unpacked("kept-texts"), unpacked("kept-weights")]);
  const kept = JSON.parse(new TextDecoder().decode(texts)), n = kept.text.length;
  let at = 0;
  const rows = (number) => { const found = bytes.subarray(at, at + number * n); at += number * n; return found; };
  kept.models.forEach((model, m) => {
    model.weights = [];
    for (let seed = 0; seed < kept.seeds[m]; seed++) model.weights.push({ themes: rows(data.themes.length), main: rows(1) });
    if (["terms", "clauses", "codes"].includes(model.reads)) return;
    model.slots = rows(SLOTS);
    model.sizes = rows(SLOTS);
  });
  return kept;
};
