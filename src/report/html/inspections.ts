import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { counted } from '../../statistics/counted.ts';
import { formatNumber } from '../../statistics/number.ts';
import { readJson } from '../../runs/read-json.ts';
import { imageFigure } from './figure.ts';
import type { Linker } from './link.ts';
import { type Content, type Html, html } from './markup.ts';
import { dataTable, factList, numberCell } from './table.ts';

/** `summary.json` writes the numbers that JSON lacks as texts. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const measured = number.nullable();
const eigenvalue = z.object({ value: number, residual: number, status: z.string() });
const schema = z.object({
  format: z.literal(1),
  experiment: z.string(),
  arm: z.string(),
  seed: z.number(),
  epoch: z.number(),
  engine: z.object({ engine: z.string(), backend: z.string(), precision: z.string() }),
  layers: z.array(z.number()),
  dimension: z.number(),
  curvatureRows: z.number(),
  learningRate: number,
  loss: number,
  gradientNorm: number,
  lambdaMin: eigenvalue.nullable(),
  topEigenvalues: z.array(eigenvalue),
  stabilityRatio: measured,
  trace: z.object({ value: number, standardError: number }),
  conditionNumber: z.object({ value: measured, note: z.string() }),
  criticalPoint: z.object({
    kind: z.string(),
    positive: z.number(),
    zero: z.number(),
    negative: z.number(),
    unknown: z.number(),
  }),
  blocks: z.array(eigenvalue.extend({ layer: z.string(), parameter: z.string(), dimension: z.number() })),
  notes: z.array(z.string()),
});

/** What `inspect` found at one epoch of a run. */
export type ReportedInspection = z.output<typeof schema> & {
  readonly folder: string;
  readonly anchor: string;
};

/** Reads `summary.json` of an inspection; what is wrong with it as a sentence where it cannot be used. */
export function readInspection(folder: string, anchor: string): ReportedInspection | string {
  const path = join(folder, 'summary.json');
  const { data, problem } = readJson(path, schema);
  return problem === null ? { ...data, folder, anchor } : `${path} ${problem}; left out.`;
}

/** `quickstart, arm raw, seed 1, epoch 40`. */
export function inspectionTitle({ experiment, arm, seed, epoch }: ReportedInspection): string {
  return `${experiment}, arm ${arm}, seed ${seed}, epoch ${epoch}`;
}

/** The section of one inspection. */
export function inspectionSection(found: ReportedInspection, link: Linker, problems: string[]): Html {
  const { anchor, folder, notes } = found;
  const title = inspectionTitle(found);
  const files = readdirSync(folder).sort();
  const figures = files.filter((file) => file.endsWith('.svg'));
  return html`<section aria-labelledby="${anchor}">
<h3 id="${anchor}">${title}</h3>
${factList(facts(found))}
${notes.map((note) => html`<p class="note">${note}</p>`)}
<div class="figures">${figures.map((file) => figure(join(folder, file), file, title, link, problems))}</div>
${eigenvalueTable(found)}
${blockTable(found)}
<p>Files: ${files.map((file, i) => html`${i > 0 && ', '}${link(join(folder, file), file)}`)}</p>
</section>`;
}

function facts(found: ReportedInspection): (readonly [Content, Content])[] {
  const { engine, criticalPoint, trace, conditionNumber, lambdaMin, topEigenvalues } = found;
  const { kind, positive, zero, negative, unknown } = criticalPoint;
  const signs = `${positive} positive, ${zero} zero, ${negative} negative${unknown > 0 ? `, ${unknown} unknown` : ''}`;
  return [
    ['loss', formatNumber(found.loss)],
    ['gradient norm', formatNumber(found.gradientNorm)],
    ['λmax', formatNumber(topEigenvalues[0]?.value ?? null)],
    ['λmin', formatNumber(lambdaMin?.value ?? null)],
    ['learning rate η', formatNumber(found.learningRate)],
    ['stability ratio', formatNumber(found.stabilityRatio)],
    ['trace', `${formatNumber(trace.value)} ± ${formatNumber(trace.standardError)} (standard error)`],
    ['condition number', conditionNumber.note || formatNumber(conditionNumber.value)],
    ['second-derivative test', `${kind}; eigenvalues ${signs}`],
    [
      'network',
      `${found.layers.join('-')}, ${counted(found.dimension, 'parameter')}, ${counted(found.curvatureRows, 'row')}`,
    ],
    ['measured by', `${engine.engine} in ${engine.precision} on ${engine.backend}`],
  ];
}

function eigenvalueTable({ topEigenvalues, lambdaMin }: ReportedInspection): Html {
  const top = topEigenvalues.map((pair, i) => ({ name: i === 0 ? 'λmax' : `λ${i + 1}`, ...pair }));
  return dataTable({
    caption: 'Eigenvalues of the Hessian with their residuals ‖Hv − λv‖',
    columns: [
      { title: 'eigenvalue', cell: ({ name }) => name },
      { title: 'value', isNumber: true, cell: ({ value }) => numberCell(value) },
      { title: 'residual', isNumber: true, cell: ({ residual }) => numberCell(residual) },
      { title: 'status', cell: ({ status }) => status },
    ],
    rows: lambdaMin ? [...top, { name: 'λmin', ...lambdaMin }] : top,
  });
}

function blockTable({ blocks }: ReportedInspection): Html {
  return dataTable({
    caption: 'Largest eigenvalue of each diagonal block',
    columns: [
      { title: 'layer', cell: ({ layer }) => layer },
      { title: 'parameter', cell: ({ parameter }) => parameter },
      { title: 'dimension', isNumber: true, cell: ({ dimension }) => numberCell(dimension) },
      { title: 'λmax', isNumber: true, cell: ({ value }) => numberCell(value) },
      { title: 'residual', isNumber: true, cell: ({ residual }) => numberCell(residual) },
      { title: 'status', cell: ({ status }) => status },
    ],
    rows: blocks,
  });
}

function figure(path: string, file: string, title: string, link: Linker, problems: string[]): Content {
  if (!existsSync(path)) return null;
  try {
    return imageFigure(path, `Figure ${file.replace(/\.svg$/, '')} of ${title}`, link(path, file));
  } catch (error) {
    problems.push(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}): left out.`);
    return null;
  }
}
