/**
 * A piece of HTML. Only the tag `html` and `trusted` make one, so that a text that somebody typed cannot be taken for
 * markup: what is no `Html` is escaped.
 */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template: markup as it is, texts and numbers escaped, lists in a row, null and false as nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * Markup as a tagged template. Every value is escaped for an element's text and for an attribute in quotes, which is
 * where values may stand.
 *
 * A few lines of our own and no library: those with types, ES modules and escaping by default bring far more than this
 * (hono 1.3 MB; preact with its renderer and a JSX transform 1.6 MB) or take templates as texts that nobody type-checks
 * (eta), where a misspelt name prints nothing. Here a value of a wrong type is an error of the compiler.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = strings[0]!;
  values.forEach((value, i) => {
    text += render(value) + strings[i + 1]!;
  });
  return new Html(text);
}

/** Marks a text that this program has made itself, and that holds nothing typed by others, as HTML. */
export function trusted(text: string): Html {
  return new Html(text);
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text without the characters that mean something in HTML; control characters, which no page may hold, become �. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd');
}
