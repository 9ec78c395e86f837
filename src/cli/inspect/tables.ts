import type { InspectionDocument } from '../../report/inspect/document.ts';
import { counted } from '../../statistics/counted.ts';
import { formatNumber } from '../../statistics/number.ts';
import { renderTable, type TableColumn } from '../table.ts';

/** A quantity with its value and a remark of a few words. */
type Line = readonly [quantity: string, value: string, remark?: string];

/** An inspection as tables for the terminal, none wider than 80 columns. */
export function inspectionTables(document: InspectionDocument): string {
  return [
    header(document),
    titled('Point', quantities(pointLines(document))),
    titled('Eigenvalues of the Hessian', eigenvalueTable(document)),
    titled('Spectrum as a whole', quantities(spectrumLines(document))),
    titled('Second-derivative test', quantities(criticalLines(document))),
    titled('Diagonal blocks', blockTable(document)),
    titled('Quadratic model along the gradient g', quantities(modelLines(document))),
  ].join('\n\n');
}

function header({ experiment, arm, seed, epoch, layers, engine, curvatureRows }: InspectionDocument): string {
  const where = `${engine.engine} in ${engine.precision} on ${engine.backend}`;
  return `${experiment}, arm ${arm}, seed ${seed}, epoch ${epoch}\n${layers.join('-')} on ${counted(curvatureRows, 'row')}, ${where}`;
}

function pointLines({
  loss,
  gradientNorm,
  dimension,
  learningRate,
  parametersFrom,
  replay,
}: InspectionDocument): Line[] {
  const check = replay.isIdentical ? 'the replay agrees to the bit' : 'the replay differs, see the note';
  return [
    ['loss', formatNumber(loss)],
    ['gradient norm', formatNumber(gradientNorm)],
    ['parameters', String(dimension), `from ${parametersFrom}; ${check}`],
    ['learning rate η', formatNumber(learningRate)],
  ];
}

function eigenvalueTable({ topEigenvalues, lambdaMin }: InspectionDocument): string {
  const row = (name: string, { value, residual, status }: (typeof topEigenvalues)[number]) => [
    name,
    formatNumber(value),
    formatNumber(residual),
    status,
  ];
  const rows = topEigenvalues.map((pair, i) => row(i === 0 ? 'λmax' : `λ${i + 1}`, pair));
  if (lambdaMin) rows.push(row('λmin', lambdaMin));
  return renderTable([left('eigenvalue'), right('value'), right('residual'), left('status')], rows);
}

function spectrumLines(document: InspectionDocument): Line[] {
  const { trace, conditionNumber, gaussNewtonConditionNumber, stabilityRatio, gradientShare } = document;
  const share = gradientShare.share;
  const count = document.topEigenvalues.length;
  return [
    [
      'trace',
      `${formatNumber(trace.value)} ± ${formatNumber(trace.standardError)}`,
      'Hutch++, standard error',
    ],
    ...(trace.exact === null ? [] : ([['', formatNumber(trace.exact), 'sum of all eigenvalues']] as const)),
    ['condition number', ...condition(conditionNumber)],
    ...(gaussNewtonConditionNumber
      ? ([['  of Gauss-Newton', ...condition(gaussNewtonConditionNumber)]] as const)
      : []),
    ['stability ratio', formatNumber(stabilityRatio), 'λmax over the largest stable'],
    [
      `‖g‖² in top ${count}`,
      share === null ? '-' : `${formatNumber(100 * share)} %`,
      share === null ? gradientShare.note : `by chance ${formatNumber(100 * gradientShare.chance)} %`,
    ],
  ];
}

function condition({ value, note, rank }: InspectionDocument['conditionNumber']): [string, string] {
  return [formatNumber(value), note || (rank === null ? '' : `rank ${rank}`)];
}

function criticalLines({ criticalPoint }: InspectionDocument): Line[] {
  const { kind, gradientNorm, gradientTolerance, positive, zero, negative, unknown } = criticalPoint;
  const sign = gradientNorm <= gradientTolerance ? '≤' : '>';
  return [
    ['verdict', kind],
    [
      'gradient norm',
      formatNumber(gradientNorm),
      `${sign} ${formatNumber(gradientTolerance)}, critical up to there`,
    ],
    [
      'eigenvalues',
      `${positive} / ${zero} / ${negative}`,
      `+ / 0 / −${unknown > 0 ? `, ${unknown} unknown` : ''}; 0 up to ${formatNumber(criticalPoint.zeroThreshold)}`,
    ],
  ];
}

function blockTable({ blocks }: InspectionDocument): string {
  const rows = blocks.map(({ layer, parameter, dimension, value, residual, status }) => [
    layer,
    parameter,
    String(dimension),
    formatNumber(value),
    formatNumber(residual),
    status,
  ]);
  return renderTable(
    [left('layer'), left('parameter'), right('dimension'), right('λmax'), right('residual'), left('status')],
    rows,
  );
}

function modelLines({ gradientModel, nextStep }: InspectionDocument): Line[] {
  const { curvature, rayleighQuotient, bestStep, bestDecrease, note } = gradientModel;
  return [
    ['gᵀHg', formatNumber(curvature)],
    ['gᵀHg/gᵀg', formatNumber(rayleighQuotient), 'curvature along g'],
    ['best step ε*', formatNumber(bestStep), note || 'gᵀg/gᵀHg'],
    ['  its decrease', formatNumber(bestDecrease), 'predicted'],
    ['next step', formatNumber(nextStep.predicted), 'decrease predicted, at η'],
    ['', formatNumber(nextStep.actual), 'decrease that it brings'],
    ['  actual/predicted', formatNumber(nextStep.ratio), nextStep.note],
  ];
}

function quantities(lines: readonly Line[]): string {
  const rows = lines.map(([quantity, value, remark = '']) => [quantity, value, remark]);
  return renderTable([left('quantity'), right('value'), left('remark')], rows);
}

const titled = (title: string, table: string) => `${title}\n${table}`;
const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });
