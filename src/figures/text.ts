/** Size of a figure's text, in SVG units. */
export const FONT_SIZE = 12;
/** Height of a line of text. */
export const LINE = 18;

/**
 * Colours of a figure. Plot draws axes and text in `currentColor`; in dark mode paper and ink change places, while the
 * colours of the series serve both.
 */
export const STYLE =
  '.muted{fill:#555555}' +
  '@media (prefers-color-scheme:dark){.paper{fill:#14171a}.ink{fill:#e8e8e8;color:#e8e8e8}.muted{fill:#b0b0b0}.halo{stroke:#14171a}}';

/**
 * A stroke in the colour of the paper, for the halo that keeps a text or a path legible on what lies below: in the
 * drawing it becomes the class `halo`, so that it follows dark mode.
 */
export const HALO = '#fffffe';

/** Widths of the characters of DejaVu Sans, relative to its size, in classes; each no less than the widest in it. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ijlIJf|.,:;'’/\\· ]/u, 0.35],
  [/[rt()[\]⁰-⁹₀-₉-]/u, 0.41],
  [/[csxkzFLε‖_–⁻]/u, 0.56],
  [/[mMW%@…]/u, 1],
  [/[ABCDGHNOQRUVXZw&+=<>−×≤≥∇→←]/u, 0.84],
];
const OTHER = 0.65;

/** How much wider the bold face is, at most in prose. */
export const BOLD = 1.16;

/** Width of a text without measuring its glyphs: never less than it is in DejaVu Sans, a tenth more at most for prose. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) {
    width += WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? OTHER;
  }
  return width * size;
}

/** Breaks a text into lines of at most `width`, between words. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Characters that XML 1.0 has no notation for: control characters, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const NOT_XML = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** A text as the content or an attribute of an XML element. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
