import { formatReceived, type ConfigIssue } from '../config/issue.ts';
import type { PointValue, SweepSource } from '../config/load-sweep.ts';
import type { Path } from '../config/mapping.ts';
import type { SweepSection } from '../config/schema/sweep.ts';
import { randomStream } from '../numerics/random.ts';
import { type Axis, drawValue, gridValues, isRange, rangeProblem } from './axis.ts';

/** The most points and the most runs of one sweep; a hundred thousand epochs.csv in one folder serve nobody. */
export const MOST_RUNS = 10_000;

/** The values of one point. */
export type Point = readonly PointValue[];

/**
 * The points of a sweep, in the order in which they run: of a grid the last axis changes fastest, of random ones the
 * order in which they were drawn.
 *
 * @returns where there are issues, each value of each axis as a point of its own: for what else is wrong
 */
export function expandPoints(
  section: SweepSection,
  issueAt: SweepSource['issueAt'],
): { points: readonly Point[]; issues: readonly ConfigIssue[] } {
  const method = section.method ?? (section.points && !section.axes ? 'list' : 'grid');
  const axes = Object.entries(section.axes ?? {});
  const issues = [
    ...misplaced(section, method).map(([key, problem, remedy]) =>
      issueAt([key], { problem, received: formatReceived(section[key]), remedy }),
    ),
    ...axes.flatMap(([path, axis]) => axisIssues(path, axis as Axis, method, issueAt)),
    ...(section.points ?? []).flatMap((point, index) =>
      Object.keys(point).flatMap((path) => fixedIssues(path, ['points', index, path], issueAt)),
    ),
  ];
  if (issues.length > 0) return { points: singles(section, issueAt), issues };
  const drawn = axes.filter(([path]) => path !== SEEDS) as [string, Axis][];
  const seeds = axes.filter(([path]) => path === SEEDS) as [string, Axis][];
  const [outer, inner] = method === 'random' ? [drawn, seeds] : [[], axes as [string, Axis][]];
  const count =
    (method === 'list' ? section.points!.length : method === 'random' ? section.samples! : 1) *
    inner.reduce((product, [, axis]) => product * gridSize(axis), 1);
  if (count > MOST_RUNS) {
    const remedy = 'take fewer values, draw samples with method: random, or split it into several files';
    const problem = `has ${count} points; at most ${MOST_RUNS} are run in one sweep`;
    return { points: [], issues: [issueAt([], { problem, received: null, remedy })] };
  }
  const crossed = inner.reduce<Point[]>((points, axis) => cross(points, axis), [[]]);
  if (method === 'list') {
    return { points: section.points!.map((point, index) => listed(point, index)), issues };
  }
  if (method === 'grid') return { points: crossed, issues };
  const stream = randomStream(section.seed ?? 0, 'sweep');
  const samples = Array.from({ length: section.samples! }, () =>
    outer.map(([path, axis]) => pointValue(path, drawValue(axis, stream), ['axes', path])),
  );
  return { points: samples.flatMap((sample) => crossed.map((rest) => [...sample, ...rest])), issues };
}

function singles(section: SweepSection, issueAt: SweepSource['issueAt']): Point[] {
  const axes = Object.entries(section.axes ?? {}) as [string, Axis][];
  const readable = axes.filter(([path, axis]) => axisIssues(path, axis, 'grid', issueAt).length === 0);
  const listedPoints =
    section.points?.map((point, index) =>
      listed(point, index).filter(({ path, written }) => fixedIssues(path, written, issueAt).length === 0),
    ) ?? [];
  return [...readable.flatMap((axis) => cross([[]], axis)), ...listedPoints].slice(0, MOST_RUNS);
}

/** An axis of its own kind: it names runs by their folder, and random points run under each. */
export const SEEDS = 'seeds';

/** Values as `seeds` takes them: a single one stands for a list of it. */
function pointValue(path: string, value: unknown, written: PointValue['written']): PointValue {
  return { path, value: path === SEEDS && typeof value === 'number' ? [value] : value, written };
}

function cross(points: readonly Point[], [path, axis]: [string, Axis]): Point[] {
  const values = gridValues(axis).map((value, index) =>
    pointValue(path, value, isRange(axis) ? ['axes', path] : ['axes', path, index]),
  );
  return points.flatMap((point) => values.map((value) => [...point, value]));
}

function listed(point: Readonly<Record<string, unknown>>, index: number): Point {
  return Object.entries(point).map(([path, value]) => pointValue(path, value, ['points', index, path]));
}

function gridSize(axis: Axis): number {
  return isRange(axis) ? axis.steps! : axis.length;
}

/** What belongs to the whole sweep, and why. */
const FIXED: Readonly<Record<string, string>> = {
  name: 'it names the sweep and its folder',
  base: 'it is read once, before anything is varied',
  sweep: 'it is what plans the points',
};

/** Keys that no point can change. */
function fixedIssues(path: string, written: Path, issueAt: SweepSource['issueAt']): ConfigIssue[] {
  const key = path.split('.')[0]!;
  if (!Object.hasOwn(FIXED, key)) return [];
  const problem = `${key} cannot vary within a sweep: ${FIXED[key]}`;
  return [issueAt(written, { problem, received: null, remedy: 'remove it' })];
}

type Misplaced = [key: 'axes' | 'points' | 'samples' | 'seed', problem: string, remedy: string];

/** Keys that the method needs and lacks, or has and does not know. */
function misplaced(section: SweepSection, method: 'grid' | 'random' | 'list'): Misplaced[] {
  const found: Misplaced[] = [];
  const wanted = { grid: ['axes'], random: ['axes', 'samples'], list: ['points'] }[method];
  const allowed = method === 'random' ? [...wanted, 'seed'] : wanted;
  for (const key of ['axes', 'points', 'samples', 'seed'] as const) {
    if (section[key] === undefined) {
      if (wanted.includes(key)) found.push([key, `missing; method ${method} needs it`, `add ${key}`]);
    } else if (!allowed.includes(key)) {
      const owner = key === 'axes' ? 'grid or random' : key === 'points' ? 'list' : 'random';
      found.push([
        key,
        `goes with method ${owner}, and this one is ${method}`,
        'remove it, or change method',
      ]);
    }
  }
  if (section.axes && Object.keys(section.axes).length === 0) {
    found.push(['axes', 'names no axis', 'add one, such as training.learningRate: [0.01, 0.1]']);
  }
  return found;
}

function axisIssues(
  path: string,
  axis: Axis,
  method: 'grid' | 'random' | 'list',
  issueAt: SweepSource['issueAt'],
): ConfigIssue[] {
  const fixed = fixedIssues(path, ['axes', path], issueAt);
  if (fixed.length > 0 || !isRange(axis)) return fixed;
  const received = formatReceived(axis);
  const isCrossed = method === 'grid' || path === SEEDS;
  const problem =
    rangeProblem(axis) ??
    (isCrossed && axis.steps === undefined
      ? { problem: 'lacks steps', remedy: 'add how many values, steps: 5, or write a list' }
      : !isCrossed && axis.steps !== undefined
        ? { problem: 'has steps, and method random draws from the whole range', remedy: 'remove steps' }
        : !isCrossed && axis.integer && Math.ceil(axis.from) > Math.floor(axis.to)
          ? { problem: 'holds no whole number', remedy: 'widen it, or remove integer' }
          : null);
  return problem ? [issueAt(['axes', path], { received, ...problem })] : [];
}
