import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** Rooms from top to bottom: a room may import from those below it only. */
const ROOMS = [
  'index.ts',
  'cli',
  'dashboard',
  'playground',
  'report',
  'sweeps',
  'claims',
  'compare',
  'runs',
  'training',
  'inspection',
  'optimizers',
  'curvature',
  'objectives',
  'models',
  'data',
  'config',
  'figures',
  'statistics',
  'numerics',
  'processes',
  'loopback',
];

/** What some rooms must never load, wherever it comes from. */
const FORBIDDEN: Record<string, RegExp> = {
  curvature: /tensorflow|objectives|models/,
  training: /^(node:fs|csv-writer|cli-progress|picocolors|yargs)/,
  optimizers: /tensorflow|objectives/,
  figures: /tensorflow|node:fs/,
  playground: /tensorflow|training/,
  statistics: /tensorflow|node:/,
  numerics: /tensorflow|zod/,
  processes: /tensorflow|node:fs/,
  loopback: /tensorflow|node:fs/,
  sweeps: /tensorflow|curvature|objectives|optimizers|models/,
};

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }));

const roomOf = (path: string) => path.split(sep)[0]!;

function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
}

it('every folder of src is a room of the table', () => {
  expect(files.map(({ file }) => roomOf(file)).filter((room) => !ROOMS.includes(room))).toEqual([]);
});

it('imports between rooms go down the table only', () => {
  const upward = files.flatMap(({ file, source }) =>
    importsOf(source)
      .filter((target) => target.startsWith('.'))
      .map((target) => relative(root, join(root, dirname(file), target)))
      .filter((target) => ROOMS.indexOf(roomOf(target)) < ROOMS.indexOf(roomOf(file)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(upward).toEqual([]);
});

describe.each(Object.entries(FORBIDDEN))('the room %s', (room, forbidden) => {
  it(`imports nothing that matches ${forbidden}`, () => {
    const offending = files
      .filter(({ file }) => roomOf(file) === room)
      .flatMap(({ file, source }) =>
        importsOf(source)
          .filter((target) => forbidden.test(target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(offending).toEqual([]);
  });
});

it('no two files import one another, directly or round a circle, other than by types', () => {
  const edges = new Map(
    files.map(({ file, source }) => [
      file,
      importsOf(source.replace(/^(?:import|export) type [^;]*;/gm, ''))
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(root, join(root, dirname(file), target))),
    ]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of edges.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

it.each(['curvature/index.ts', 'objectives/tfjs/second-order/index.ts'])(
  '%s, which browsers load too, brings in neither Node nor TensorFlow.js, other than by types',
  (entry) => {
    const reached = new Set<string>();
    const outside: string[] = [];
    const visit = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      const source = files.find((candidate) => candidate.file === file)!.source;
      for (const target of importsOf(source.replace(/^(?:import|export) type [^;]*;/gm, ''))) {
        if (target.startsWith('.')) visit(relative(root, join(root, dirname(file), target)));
        else if (/^node:|tensorflow/.test(target)) outside.push(`${file} imports ${target}`);
      }
    };
    visit(entry);
    expect(reached.size).toBeGreaterThan(5);
    expect(outside).toEqual([]);
  },
);

it('no source file is longer than 300 lines', () => {
  const long = files.filter(({ source }) => source.split('\n').length > 301).map(({ file }) => file);
  expect(long).toEqual([]);
});
