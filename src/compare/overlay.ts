import type { LineChart } from '../figures/lines.ts';
import { medianCurve } from './medians.ts';
import type { Sample } from './sample.ts';

/** A column of every sample along training, as a chart: medians over the seeds, their range as a band. */
export function overlayChart(samples: readonly Sample[], column: string): LineChart {
  const curves = samples.map((sample) => ({ sample, points: medianCurve(sample, column) }));
  const values = curves.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const isPositive = values.length > 0 && values.every((value) => value > 0);
  const hasBand = curves.some(({ points }) => points.some(({ count }) => count > 1));
  return {
    title: `${column} along training`,
    ...(hasBand && { subtitle: 'Median over seeds, smallest to largest as a band' }),
    x: { label: 'epoch' },
    y: { label: column, scale: isPositive ? 'log' : 'linear' },
    series: curves.map(({ sample, points }) => ({
      name: sample.runs.length > 1 ? `${sample.name} (${sample.runs.length} runs)` : sample.name,
      points: points.map(({ epoch, median, low, high, count }) => ({
        x: epoch,
        y: median,
        ...(count > 1 && { low, high }),
      })),
    })),
  };
}
