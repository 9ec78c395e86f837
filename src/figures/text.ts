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
  '@media (prefers-color-scheme:dark){.paper{fill:#14171a}.ink{fill:#e8e8e8;color:#e8e8e8}.muted{fill:#b0b0b0}}';

/** Mean width of a character of DejaVu Sans, relative to its size; the widest texts stay within 10 %. */
const CHARACTER = 0.62;

/** Width of a text, about, without measuring its glyphs. */
export function textWidth(text: string, size: number): number {
  return [...text].length * CHARACTER * size;
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

/** A text as the content or an attribute of an XML element. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
