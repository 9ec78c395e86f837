import { describeFinding, leadingFinding } from '../../claims/finding-text.ts';
import { type ReportedClaim, readClaim } from '../../report/html/claims.ts';
import { statInside } from '../files/inside.ts';
import { formatNumber } from '../../statistics/number.ts';
import { join } from 'node:path';

/** One finding as a row of texts. */
export interface ListedFinding {
  readonly name: string;
  /** `verdict`, `boundary` (no part of the verdict) or `placebo`. */
  readonly kind: string;
  readonly claim: string;
  /** Estimate with its 95 % interval. */
  readonly effect: string;
  /** Wilcoxon's p against the margin; '' for an exact claim. */
  readonly p: string;
  readonly samples: number;
  readonly verdict: string;
}

/** A claim with its verdict, as the page shows it. */
export interface ListedClaim {
  readonly id: string;
  readonly name: string;
  readonly statement: string;
  readonly verdict: string;
  readonly reason: string;
  /** The finding that the verdict rests on, with its effect; '' where there is none. */
  readonly leading: string;
  readonly placebo: string;
  readonly seeds: number;
  readonly findings: readonly ListedFinding[];
}

/** A verdict that cannot be read, as a claim without numbers. */
function unread(folder: string, problem: string): ListedClaim {
  const id = folder.split(/[/\\]/).at(-1)!;
  return {
    ...{ id, name: '', statement: '', verdict: 'unreadable', reason: problem, leading: '', placebo: '' },
    seeds: 0,
    findings: [],
  };
}

/** Reads verdicts that have changed since the last call; null where none has, nor come or gone. */
export function claimReader(): (folders: readonly string[]) => readonly ListedClaim[] | null {
  let known = new Map<string, { stamp: string; claim: ListedClaim }>();
  return (folders) => {
    let isChanged = false;
    const next = new Map<string, { stamp: string; claim: ListedClaim }>();
    for (const folder of folders) {
      const stamp = statInside(join(folder, 'verdict.json'));
      if (stamp === null) continue;
      const before = known.get(folder);
      if (before?.stamp === stamp) {
        next.set(folder, before);
        continue;
      }
      isChanged = true;
      const read = readClaim(folder, '');
      next.set(folder, { stamp, claim: typeof read === 'string' ? unread(folder, read) : listed(read) });
    }
    isChanged ||= next.size !== known.size;
    known = next;
    if (!isChanged) return null;
    const claims = [...next.values()].map(({ claim }) => claim);
    return claims.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
  };
}

function listed(claim: ReportedClaim): ListedClaim {
  const { id, name, statement, verdict, reason, seeds, findings, placebo } = claim;
  const leading = leadingFinding(claim);
  const rows = [
    ...findings.map((finding) => ({ ...finding, kind: finding.role as string })),
    ...(placebo ? [{ ...placebo, kind: 'placebo' }] : []),
  ];
  return {
    ...{ id, name, statement, verdict, reason, seeds },
    leading: leading === null ? '' : `${leading.name}: ${describeFinding(leading)}`,
    placebo: placebo?.verdict ?? '',
    findings: rows.map((row) => ({
      name: row.name,
      kind: row.kind,
      claim: row.claim,
      effect: row.unit === 'worst case' ? formatNumber(row.estimate) : describeFinding(row),
      p: row.p === null ? '' : formatNumber(row.p),
      samples: row.samples,
      verdict: row.verdict,
    })),
  };
}
