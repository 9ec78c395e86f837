import { DataError } from '../data/errors.ts';

/** Which columns of other people's CSV files are what: `to` is our name, `from` theirs. */
export interface ColumnRenaming {
  /** The operand that it is for; null for every CSV file. */
  readonly operand: string | null;
  readonly from: string;
  readonly to: string;
}

/**
 * Reads `--columns`: pairs `ours=theirs` between commas, `epoch=iter,lambda_max=sharpness`, with the name of an operand
 * and a colon before them where they are for its file alone: `b:epoch=iter`. `epoch`, `seed` and `arm` are names of ours.
 *
 * @throws DataError for a pair that is none, or a name of ours given twice
 */
export function parseColumnMap(texts: readonly string[]): ColumnRenaming[] {
  const renamings = texts.flatMap((text) => {
    const [, operand = null, pairs] = /^(?:([^:=,]+):)?(.*)$/s.exec(text)!;
    return pairs!.split(',').map((pair) => {
      const [, to, from] = /^\s*([^=]*[^=\s])\s*=\s*(.*\S)\s*$/s.exec(pair) ?? [];
      if (to === undefined || from === undefined) {
        const example = '--columns "epoch=iter,lambda_max=sharpness"';
        throw new DataError('--columns', [
          `received "${pair.trim()}", expected pairs ours=theirs: ${example}`,
        ]);
      }
      return { operand, to, from };
    });
  });
  renamings.forEach(({ operand, to }, i) => {
    const earlier = renamings.findIndex((other) => other.operand === operand && other.to === to);
    if (earlier < i) throw new DataError('--columns', [`"${to}" is given twice; give it once`]);
  });
  return renamings;
}

/** The header with our names. A column of theirs that already has one of ours gives way to the one that is mapped to it. */
export function renameColumns(header: readonly string[], renamings: readonly ColumnRenaming[]): string[] {
  const taken = new Set(renamings.filter(({ from }) => header.includes(from)).map(({ to }) => to));
  return header.map((name) => {
    const renamed = renamings.find(({ from }) => from === name);
    if (renamed) return renamed.to;
    return taken.has(name) ? `${name} (not mapped)` : name;
  });
}
