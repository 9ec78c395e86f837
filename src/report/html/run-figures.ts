import { overlayChart } from '../../compare/overlay.ts';
import { type Sample, seriesOf } from '../../compare/sample.ts';
import { DataError } from '../../data/errors.ts';
import { largestStableEigenvalue } from '../../curvature/stability.ts';
import type { Figure } from '../../figures/figure.ts';
import { type LineChart, type LineSeries, lineChart } from '../../figures/lines.ts';
import { median } from '../../statistics/number.ts';
import { ruleOf } from './flat-config.ts';
import type { ReportedArm, ReportedGroup } from './runs.ts';
import { thinPoints } from './thin.ts';

/** Arms in one figure; beyond, lines cannot be told apart. */
export const MOST_ARMS = 12;

/** A column of `epochs.csv` that is drawn along training. */
export interface RunChart {
  readonly column: string;
  readonly title: string;
  /** Of the axis. */
  readonly label: string;
  readonly unit?: string;
}

/** The columns that are drawn along training, in order. */
export const RUN_CHARTS: readonly RunChart[] = [
  { column: 'train_loss', title: 'Training loss', label: 'train loss', unit: 'squared target unit' },
  { column: 'test_loss', title: 'Test loss', label: 'test loss', unit: 'squared target unit' },
  { column: 'lambda_max', title: 'Largest eigenvalue of the Hessian', label: 'λmax' },
  { column: 'stability_ratio', title: 'Stability ratio', label: 'λmax over the largest stable one' },
  { column: 'gradient_norm', title: 'Gradient norm', label: '‖gradient‖' },
];

/** Figures along training: medians over the seeds with their range as a band, a line an arm. What cannot be drawn is told. */
export function runFigures({ arms }: ReportedGroup, problems: string[]): Figure[] {
  const shown = arms
    .map((arm) => ({ arm, sample: sampleOf(arm) }))
    .filter(({ sample }) => sample.runs.length > 0)
    .slice(0, MOST_ARMS);
  return RUN_CHARTS.flatMap(({ column, title, label, unit }) => {
    const measured = shown
      .map(({ arm, sample }) => ({ arm, sample: withColumn(sample, column, problems) }))
      .filter(({ sample }) => sample.runs.length > 0);
    if (measured.length === 0) return [];
    const chart = overlayChart(
      measured.map(({ sample }) => sample),
      column,
    );
    const { scale } = chart.y;
    const y = { label, ...(unit && { unit }), ...(scale && { scale }) };
    const series = chart.series.map(({ name, points }) => ({ name, points: thinPoints(points) }));
    const drawn = { ...chart, title, y, series };
    if (column === 'lambda_max')
      return [
        lineChart(
          withThresholds(
            drawn,
            measured.map(({ arm }) => arm),
          ),
        ),
      ];
    if (column === 'stability_ratio') {
      return [lineChart({ ...drawn, references: [{ label: 'above: unstable', y: 1 }] })];
    }
    return [lineChart(drawn)];
  });
}

function sampleOf({ name, runs }: ReportedArm): Sample {
  return { letter: '', name, path: '', arm: name, runs: runs.flatMap(({ rows }) => rows ?? []) };
}

/** The sample with the runs that have finite numbers in a column; a cell that is no number is a problem. */
function withColumn(sample: Sample, column: string, problems: string[]): Sample {
  const runs = sample.runs.filter((run) => {
    try {
      return [...(seriesOf(run, column)?.values() ?? [])].some(Number.isFinite);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problems.push(`${error.message}; left out of the figure.`);
      return false;
    }
  });
  return { ...sample, runs };
}

/** The formulas of the limit, by update rule. */
const LIMITS = {
  'gradient-descent': '2/η',
  momentum: '2(1 + β)/η',
  nesterov: '2(1 + β)/((1 + 2β)η)',
} as const;

/** Adds to each line its stability limit, where the config tells the rule; the median over seeds whose η differ. */
function withThresholds(chart: LineChart, arms: readonly ReportedArm[]): LineChart {
  const rules = arms.map(({ config }) => ruleOf(config));
  const series = chart.series.map((line, i): LineSeries => {
    const [arm, rule] = [arms[i]!, rules[i]!];
    const rate = median(arm.runs.map(({ digest }) => digest?.learningRate ?? null));
    if (rule === null || rate === null || !(rate > 0)) return line;
    return { ...line, threshold: largestStableEigenvalue(rate, rule) };
  });
  if (series.every(({ threshold }) => threshold === undefined)) return chart;
  const types = [...new Set(rules.flatMap((rule) => rule?.type ?? []))];
  const name = `largest stable: ${types.map((type) => LIMITS[type]).join(', ')}`;
  return { ...chart, series, thresholdName: name };
}
