/** What would stop one or several arms. */
export interface ArmProblem {
  /** Dotted path of the config's key to look at, as `data.path`. */
  readonly path: string;
  /** The file or setting behind it, where that is not the key itself. */
  readonly place: string | null;
  /** What is wrong and what to do. */
  readonly problem: string;
  readonly arms: readonly string[];
}

/** Arms cannot run (exit code 2): every problem of every arm, each once. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
  readonly problems: readonly ArmProblem[];

  /**
   * @param problems at least one
   * @param arms the names of all arms
   */
  constructor(problems: readonly ArmProblem[], arms: readonly string[]) {
    super(describe(problems, arms));
    this.problems = problems;
  }
}

/** Collects the problems of arms; what several share is kept once, with their names. */
export class ArmProblems {
  private readonly found = new Map<string, Omit<ArmProblem, 'arms'> & { readonly arms: string[] }>();

  /** Notes a problem of an arm. */
  add(arm: string, path: string, place: string | null, problem: string): void {
    const key = JSON.stringify([path, place, problem]);
    const known = this.found.get(key) ?? { path, place, problem, arms: [] };
    if (!known.arms.includes(arm)) known.arms.push(arm);
    this.found.set(key, known);
  }

  /** Throws a PreflightError with the problems noted so far; does nothing when there are none. */
  throwIfAny(arms: readonly string[]): void {
    if (this.found.size > 0) throw new PreflightError([...this.found.values()], arms);
  }
}

/** A line for each problem; those of one file and the same arms stand together below it. */
function describe(problems: readonly ArmProblem[], all: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const { path, place, problem, arms } of problems) {
    const heading = `${path}${nameArms(arms, all)}:${place === null ? '' : ` ${place}:`}`;
    groups.set(heading, [...(groups.get(heading) ?? []), problem]);
  }
  return [...groups]
    .map(([heading, texts]) =>
      texts.length === 1 ? `${heading} ${texts[0]}` : [heading, ...texts].join('\n  '),
    )
    .join('\n');
}

function nameArms(arms: readonly string[], all: readonly string[]): string {
  if (all.length === 1) return '';
  if (arms.length === all.length) return ` in all ${all.length} arms`;
  return ` in arm${arms.length === 1 ? '' : 's'} ${arms.join(', ')}`;
}
