/** `npm run readme`: writes the generated parts of README.md anew from the code and the committed results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderReadme } from './readme/render.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
writeFileSync(README, renderReadme(readFileSync(README, 'utf8')));
