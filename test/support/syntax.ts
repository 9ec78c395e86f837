import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A source file as TypeScript's own parser reads it, so that comments and texts do not count. */
export interface Source {
  /** From the top of the repository, with slashes. */
  readonly file: string;
  readonly tree: ts.SourceFile;
}

/** Reads a text as a source. */
export function sourceOf(file: string, text: string): Source {
  return { file, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS) };
}

/** Reads one file of the repository. */
export function readSource(file: string): Source {
  return sourceOf(file, readFileSync(join(root, file), 'utf8'));
}

/**
 * Every TypeScript and JavaScript file below a folder of the repository, but for the kernel's AssemblyScript, which
 * becomes WebAssembly without imports but its memory: it can reach nothing.
 */
export function sourcesBelow(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js)$/.test(file) && !file.split(sep).includes('assembly'))
    .map((file) => readSource(`${folder}/${file.split(sep).join('/')}`));
}

/** What is wrong at a node of a syntax tree, in words; null where nothing is. */
export type Rule = (node: ts.Node) => string | null;

/** Every place where a rule finds something, as `file: words`. */
export function findings(sources: readonly Source[], rule: Rule): string[] {
  return sources.flatMap(({ file, tree }) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const problem = rule(node);
      if (problem !== null) found.push(`${file}: ${problem}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** The text of a node in one line, and the beginning of it only. */
export function words(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, ' ').slice(0, 80);
}

/** The last name of what is called: `listen` of `server.listen(…)`. */
export function calledName({ expression }: ts.CallExpression | ts.NewExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}
