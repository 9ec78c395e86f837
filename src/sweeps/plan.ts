import { ConfigError, type ConfigIssue } from '../config/issue.ts';
import { inReadingOrder } from '../config/load.ts';
import type { ResolvedPoint, SweepSource } from '../config/load-sweep.ts';
import type { Mapping } from '../config/mapping.ts';
import type { GitState } from '../runs/git.ts';
import { type Condition, ConditionError, readCondition } from './condition.ts';
import { filesOf, type Job, jobId } from './job.ts';
import { axisNames, labelOf } from './label.ts';
import { expandPoints, MOST_RUNS, type Point, SEEDS } from './points.ts';

/** Everything that a sweep will run. */
export interface SweepPlan {
  readonly name: string;
  /** In the order in which they begin: points, then arms, then seeds. At least one. */
  readonly jobs: readonly Job[];
  /** The paths that vary, `seeds` left out. */
  readonly axes: readonly string[];
  /** Points and arms that came to a run which was planned already. */
  readonly duplicates: number;
  /** Points and arms that a condition left out. */
  readonly excluded: number;
}

/**
 * Plans a sweep: expands its points, leaves out what the conditions exclude, and resolves and checks every config
 * before anything runs.
 *
 * @param git the checkout that the file lies in, for the manifests
 * @throws ConfigError with everything that is wrong, each once; also where nothing is left to run
 */
export function planSweep(source: SweepSource, git: GitState | null): SweepPlan {
  const { section } = source;
  if (section === null) throw new ConfigError(source.file, inReadingOrder(source.issues));
  const problems = new Problems(source.issues);
  const conditions = section.where.flatMap((text, index) => {
    try {
      return [{ text, index, holds: readCondition(text) }];
    } catch (error) {
      problems.add(conditionIssue(source, index, text, error));
      return [];
    }
  });
  const { points, issues } = expandPoints(section, source.issueAt);
  for (const issue of issues) problems.add(issue);

  const axes = [...new Set(points.flatMap((point) => point.map(({ path }) => path)))].filter(
    (path) => path !== SEEDS,
  );
  const planner = new Planner(axes, git);
  let excluded = 0;
  for (const point of points) {
    for (const resolved of source.resolve(point)) {
      if (issues.length > 0) {
        // Each value by itself: what it lacks may come with another one.
        for (const issue of resolved.issues) if (issue.kind !== 'missing-key') problems.add(issue);
      } else if (!fulfils(resolved, conditions, source, problems)) {
        excluded += 1;
      } else if (resolved.config === null) {
        for (const issue of resolved.issues) problems.add(issue);
      } else {
        try {
          planner.add(point, resolved);
        } catch (error) {
          problems.add(unreadable(source, error as NodeJS.ErrnoException));
        }
      }
    }
    if (problems.isFull || planner.jobs.length > MOST_RUNS) break;
  }
  problems.throwIfAny(source.file);
  const { jobs, duplicates, name } = planner;
  if (jobs.length > MOST_RUNS) {
    throw new ConfigError(source.file, [
      source.issueAt([], {
        problem: `points, arms and seeds come to more than ${MOST_RUNS} runs, the most of one sweep`,
        received: null,
        remedy: 'take fewer values or seeds, or split it into several files',
      }),
    ]);
  }
  if (jobs.length === 0) {
    throw new ConfigError(source.file, [
      source.issueAt(['where'], {
        problem: `leaves out every point: nothing would run`,
        received: JSON.stringify(section.where),
        remedy: 'loosen a condition',
      }),
    ]);
  }
  return { name, jobs, axes, duplicates, excluded };
}

/** A file that decides a job's numbers is not there. */
function unreadable(source: SweepSource, error: NodeJS.ErrnoException): ConfigIssue {
  if (error.path === undefined) throw error;
  return {
    ...source.issueAt([], {
      problem: `${error.path}, which data.path or model.initialization.file names, cannot be read (${error.code})`,
      received: null,
      remedy: 'put it there, or name another file',
    }),
    path: '',
  };
}

interface ReadCondition {
  readonly text: string;
  readonly index: number;
  readonly holds: Condition;
}

/** Whether a point fulfils every condition. What is no valid config is judged as it was written. */
function fulfils(
  { arm, config, written }: ResolvedPoint,
  conditions: readonly ReadCondition[],
  source: SweepSource,
  problems: Problems,
): boolean {
  return conditions.every(({ text, index, holds }) => {
    try {
      return holds({ arm, config: (config ?? written) as Mapping });
    } catch (error) {
      problems.add(conditionIssue(source, index, text, error));
      return true;
    }
  });
}

function conditionIssue(source: SweepSource, index: number, text: string, error: unknown): ConfigIssue {
  if (!(error instanceof ConditionError)) throw error;
  return source.issueAt(['where', index], {
    problem: error.message,
    received: JSON.stringify(text),
    remedy: 'write a condition such as training.batchSize < 32 or model.batchNorm',
  });
}

/** Turns points into jobs, each run once. */
class Planner {
  readonly jobs: Job[] = [];
  duplicates = 0;
  name = '';
  private readonly names: ReadonlyMap<string, string>;
  private readonly git: GitState | null;
  private readonly known = new Set<string>();
  private readonly hashes = new Map<string, string>();

  constructor(axes: readonly string[], git: GitState | null) {
    this.names = axisNames(axes);
    this.git = git;
  }

  add(point: Point, { arm, config, hasArms }: ResolvedPoint): void {
    const values = Object.fromEntries(
      point.filter(({ path }) => path !== SEEDS).map(({ path, value }) => [path, value]),
    );
    const label = labelOf(hasArms ? arm : null, values, this.names);
    this.name = config!.name;
    const files = filesOf(config!, this.hashes);
    for (const seed of config!.seeds) {
      const own = { ...config!, seeds: [seed] };
      const id = jobId(own, seed, files);
      if (this.known.has(id)) {
        this.duplicates += 1;
        continue;
      }
      this.known.add(id);
      const folder = `${label}/seed-${seed}`;
      this.jobs.push({ id, label, folder, arm, seed, values, config: own, files, git: this.git });
    }
  }
}

/** Issues, each once; collecting ends where nobody would read on. */
class Problems {
  private readonly found = new Map<string, ConfigIssue>();

  constructor(issues: readonly ConfigIssue[]) {
    for (const issue of issues) this.add(issue);
  }

  get isFull(): boolean {
    return this.found.size > 100;
  }

  add(issue: ConfigIssue): void {
    // A condition is told once, and so is a key that does not exist, whichever values they come with.
    const isCondition = issue.path.startsWith('sweep.where.');
    const isUnknownKey = issue.kind === 'unknown-key';
    const key = JSON.stringify([
      isUnknownKey ? null : issue.place,
      issue.path,
      isCondition ? null : issue.problem,
      isCondition || isUnknownKey ? null : issue.received,
    ]);
    if (!this.found.has(key)) this.found.set(key, issue);
  }

  throwIfAny(file: string): void {
    if (this.found.size > 0) throw new ConfigError(file, inReadingOrder([...this.found.values()]));
  }
}
