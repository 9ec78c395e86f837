import { SECTIONS } from './sections.ts';

const MARKED = /(<!-- generated: (.+?) -->)[\s\S]*?(<!-- end -->)/g;

/**
 * The README with each part between `<!-- generated: name -->` and `<!-- end -->` made anew.
 *
 * @throws Error when a marker names no section, or a section has no marker
 */
export function renderReadme(text: string): string {
  const used = new Set<string>();
  const rendered = text.replace(MARKED, (_, open: string, name: string, close: string) => {
    const section = SECTIONS[name];
    if (!section)
      throw new Error(`README.md: no section '${name}'; there are ${Object.keys(SECTIONS).join(', ')}`);
    used.add(name);
    return `${open}\n\n${section()}\n\n${close}`;
  });
  const missing = Object.keys(SECTIONS).filter((name) => !used.has(name));
  if (missing.length > 0) throw new Error(`README.md: no marker for ${missing.join(', ')}`);
  return rendered;
}
