// The view in the address, `#section?key=value`, so that it can be kept and sent.

/** @returns {{section: string, view: URLSearchParams | null}} */
const address = () => {
  const [section, view] = location.hash.slice(1).split(/\?(.*)/s);
  return { section, view: view === undefined ? null : new URLSearchParams(view) };
};
const view = address().view ?? new URLSearchParams();

/** Put choices into the address; "" takes one away. @param {string} section @param {Record<string, string>} choices */
const remember = (section, choices) => {
  for (const [key, value] of Object.entries(choices)) value ? view.set(key, value) : view.delete(key);
  const text = view.toString();
  history.replaceState(null, "", `#${section}${text ? `?${text}` : ""}`);
};

/** @type {((section: string) => void)[]} */
const followers = [];
/** Call a function now and whenever the address names another view. @param {(section: string) => void} follow */
const follow = (follow) => { followers.push(follow); follow(address().section); };

addEventListener("hashchange", () => {
  const named = address();
  if (!named.view) return;
  for (const key of [...view.keys()]) view.delete(key);
  named.view.forEach((value, key) => view.set(key, value));
  followers.forEach((tell) => tell(named.section));
  byId(named.section)?.scrollIntoView();
});
