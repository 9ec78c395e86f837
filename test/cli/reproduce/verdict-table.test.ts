/** The table that `reproduce` prints, on the committed records. */
import { expect, test } from 'vitest';
import { loadExperiments } from '../../../src/claims/catalogue.ts';
import { readRecord } from '../../../src/claims/read-record.ts';
import type { VerdictRecord } from '../../../src/claims/record.ts';
import { verdictTable } from '../../../src/cli/reproduce/verdict-table.ts';

const recordOf = async (id: string) => (await readRecord(id)) as VerdictRecord;

test('has a row for each claim with its effect below, and says what is not recorded or differs', async () => {
  const [e3, s4] = [await recordOf('E3'), await recordOf('S4')];
  const table = verdictTable([
    { record: e3, seconds: 0.26, contradictions: [], comparedBy: 'record' },
    {
      record: { ...s4, verdict: 'refuted' },
      seconds: 1234.56,
      contradictions: ['verdict refuted'],
      comparedBy: 'record',
    },
    {
      record: { ...s4, placebo: null, repetition: null },
      seconds: 12,
      contradictions: null,
      comparedBy: null,
    },
    { record: s4, seconds: 12, contradictions: [], comparedBy: 'sign' },
    { record: s4, seconds: 12, contradictions: [], comparedBy: 'nothing' },
  ]);
  expect(table).toMatchInlineSnapshot(`
    "claim                verdict    placebo  tfjs    seconds  record
        effect (95 % interval), of an exact claim the worst case

    E3 convergence-rate  supported  -        -           0.3  agrees
        2.361e-14, at most 1e-12: error along each eigenvector, against (1 − ελ)ᵏ
    S4 batch-norm        refuted    refuted  agrees   1234.6  differs
        ×61.79 (×47.4 … ×93): boston-house-prices: epochs to the target at the best
          rate, raw with batch norm / standardized without
    S4 batch-norm        refuted    -        -          12.0  nothing
        ×61.79 (×47.4 … ×93): boston-house-prices: epochs to the target at the best
          rate, raw with batch norm / standardized without
    S4 batch-norm        refuted    refuted  agrees     12.0  by sign
        ×61.79 (×47.4 … ×93): boston-house-prices: epochs to the target at the best
          rate, raw with batch norm / standardized without
    S4 batch-norm        refuted    refuted  agrees     12.0  too few
        ×61.79 (×47.4 … ×93): boston-house-prices: epochs to the target at the best
          rate, raw with batch norm / standardized without"
  `);
});

test('fits 80 columns with all claims, the worst verdicts and runs of a day', async () => {
  const claims = (await loadExperiments()).map(async ({ id }) => {
    const record = await recordOf(id);
    const placebo = record.placebo && { ...record.placebo, verdict: 'inconclusive' as const };
    const worst = { ...record, verdict: 'inconclusive' as const, placebo };
    return { record: worst, seconds: 86_400, contradictions: ['differs'], comparedBy: 'record' as const };
  });
  const lines = verdictTable(await Promise.all(claims)).split('\n');
  expect(lines.length).toBeGreaterThan(2 * claims.length);
  for (const line of lines) expect([line, line.length <= 80]).toEqual([line, true]);
});
