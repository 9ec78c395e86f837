// Elements from a name, properties and children. Texts are only ever set as text: what stands in a file cannot become markup.

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [properties] of the element; with a hyphen, attributes; false and undefined are left out
 * @param {(Node | string | null | undefined)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key.includes('-') || key === 'for' || key === 'role') made.setAttribute(key, String(value));
    else Object.assign(made, { [key]: value });
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * An element that stands in the page.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return /** @type {Kind} */ (found);
}

/**
 * Sets a text where it is another one: a screen reader hears of changes only.
 *
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * A number at four digits; '' where nothing was measured.
 *
 * @param {string | number | null} value
 */
export function shortNumber(value) {
  if (value === '' || value === null) return '';
  return String(Number(Number(value).toPrecision(4)));
}
