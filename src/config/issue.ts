/** What kind of problem a config has. */
export type IssueKind =
  | 'file'
  | 'syntax'
  | 'unknown-key'
  | 'missing-key'
  | 'invalid-value'
  | 'clash'
  | 'override';

/** One problem of a config: where it stands, what was received, what is allowed, and what to do about it. */
export interface ConfigIssue {
  /** What kind of problem it is, for programs. */
  readonly kind: IssueKind;
  /** `file:line:column` of the key, or the command line option that brought the value. */
  readonly place: string;
  /** Dotted path of the key, such as `arms.raw.training.epochs`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong with it, as a part of a sentence. */
  readonly problem: string;
  /** The received value as text; null where there is none. */
  readonly received: string | null;
  /** The allowed values or keys as text; null where that does not apply. */
  readonly allowed: string | null;
  /** What to change. */
  readonly remedy: string;
}

/** Problems written out; more are only counted, so that a file of another kind does not fill the screen. */
const SHOWN = 20;

/** A config cannot be run. Carries every problem at once; the command line shows the message and ends with code 2. */
export class ConfigError extends Error {
  /** For telling it from other errors. */
  override readonly name = 'ConfigError';
  /** All that is wrong, at least one. */
  readonly issues: readonly ConfigIssue[];

  /**
   * @param file the config, as the user named it
   * @param issues at least one
   */
  constructor(file: string, issues: readonly ConfigIssue[]) {
    const count = issues.length === 1 ? 'a problem' : `${issues.length} problems`;
    const hidden = issues.length - SHOWN;
    const rest = hidden > 0 ? [`… and ${hidden} more`] : [];
    super([`${file} has ${count}:`, ...issues.slice(0, SHOWN).map(formatIssue), ...rest].join('\n\n'));
    this.issues = issues;
  }
}

/** An issue as a paragraph: place, path and problem on the first line, then what was received, allowed and to do. */
export function formatIssue(issue: ConfigIssue): string {
  const subject = issue.path === '' ? issue.problem : `${issue.path}: ${issue.problem}`;
  const lines = [`${issue.place}  ${subject}`];
  if (issue.received !== null) lines.push(`  received  ${issue.received}`);
  if (issue.allowed !== null) lines.push(`  allowed   ${issue.allowed}`);
  lines.push(`  remedy    ${issue.remedy}`);
  return lines.map(shorten).join('\n');
}

/** A path as deep as a broken file can have it is no help to anybody. */
function shorten(line: string): string {
  return line.length <= 500 ? line : `${line.slice(0, 499)}…`;
}

const LONGEST = 100;

/** A received value as text: JSON, with NaN and Infinity by name, cut at 100 characters. */
export function formatReceived(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text =
    typeof value === 'number'
      ? String(value)
      : JSON.stringify(value, (_, entry) =>
          typeof entry === 'number' && !Number.isFinite(entry) ? String(entry) : entry,
        );
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
