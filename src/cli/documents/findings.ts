import { z } from 'zod';
import { count, counts, exitCode, real, status, text, texts } from './values.ts';

const eigenvalue = { value: real, residual: real, products: count, status: text, advice: text };
const condition = z.strictObject({
  value: real.nullable(),
  rank: count,
  threshold: real,
  products: count,
  note: text,
  advice: text,
});
const engine = z.strictObject({ engine: text, backend: text, precision: text });

/** `inspect --json`; from `format` on it is `summary.json`, whose meaning the README tells. */
export const inspectDocument = z.strictObject({
  run: text.describe('its folder'),
  directory: text.describe('where the files are'),
  files: texts.describe('their names'),
  format: z.literal(1).describe('of summary.json, which this and all that follows is'),
  experiment: text,
  arm: text,
  seed: count,
  epoch: count,
  runStatus: status,
  configHash: text,
  dataHash: text,
  curvatureRows: count,
  curvatureRowsHash: text,
  engine,
  versions: z.strictObject({ hessianLab: text, node: text }),
  parametersFrom: z.enum(['checkpoint', 'parameters.json', 'replay']),
  replay: z.strictObject({
    trainLoss: real,
    recordedTrainLoss: real.nullable(),
    relativeDifference: real.nullable(),
    parameterDifference: real.nullable(),
    isIdentical: z.boolean().nullable(),
  }),
  layers: z.array(count),
  dimension: count,
  learningRate: real,
  loss: real,
  gradientNorm: real,
  lambdaMax: z.strictObject(eigenvalue).nullable(),
  lambdaMin: z.strictObject(eigenvalue).nullable(),
  topEigenvalues: z.array(z.strictObject(eigenvalue)),
  stabilityRatio: real.nullable(),
  trace: z.strictObject({
    value: real,
    standardError: real,
    products: count,
    status: text,
    advice: text,
    exact: real.nullable(),
  }),
  spectrum: z.strictObject({
    count,
    smallest: real.nullable(),
    largest: real.nullable(),
    asymmetry: real.nullable(),
    status: text,
    advice: text,
  }),
  density: z.strictObject({
    bandwidth: real,
    points: count,
    mean: real,
    standardError: real,
    products: count,
    status: text,
  }),
  conditionNumber: condition,
  gaussNewtonConditionNumber: condition.nullable(),
  criticalPoint: z.looseObject({ kind: text, gradientNorm: real, products: count }),
  blocks: z.array(z.strictObject({ layer: text, parameter: text, dimension: count, ...eigenvalue })),
  gradientModel: z.looseObject({ slope: real, curvature: real, note: text, products: count }),
  nextStep: z.looseObject({ predicted: real, actual: real, note: text, products: count }),
  gradientShare: z.looseObject({ share: real.nullable(), note: text }),
  products: count,
  notes: texts,
});

const estimate = z.strictObject({ estimate: real, low: real.nullable(), high: real.nullable() }).nullable();

/** `compare --json`. */
export const compareDocument = z.strictObject({
  samples: z
    .array(
      z.strictObject({
        letter: text,
        name: text,
        path: text,
        arm: text.nullable(),
        runs: z.array(
          z.strictObject({
            place: text,
            experiment: text,
            seed: text.nullable(),
            status: status.nullable(),
            configHash: text.nullable(),
            rows: count,
            lastEpoch: real.nullable(),
          }),
        ),
      }),
    )
    .describe('what is compared, by its letter'),
  confidence: z.number().describe('of the intervals'),
  comparisons: z
    .array(
      z.strictObject({
        column: text,
        epoch: z.number(),
        reference: text,
        other: text,
        pairing: text,
        pairs: count.nullable(),
        referenceCount: count,
        otherCount: count,
        referenceMedian: real.nullable(),
        otherMedian: real.nullable(),
        difference: estimate,
        logRatio: estimate,
        test: z
          .strictObject({
            kind: z.enum(['signed-rank', 'rank-sum']),
            p: real,
            effect: real,
            method: z.enum(['exact', 'normal approximation']),
          })
          .nullable(),
        missing: count,
        notFinite: count,
      }),
    )
    .describe('one for each column, epoch and pair'),
  expectations: z
    .array(
      z.strictObject({
        text,
        isMet: z.boolean(),
        epoch: z.number(),
        left: real,
        right: real,
        relation: text,
        quantities: z.array(
          z.strictObject({ name: text, median: real, count, diverged: count, missing: count }),
        ),
        epochsChecked: count,
        epochsNotMet: count,
      }),
    )
    .describe('what --expect checked'),
  notices: texts.describe('what to know'),
});

const cell = z.union([real, text]).nullable();

/** `export --json`: a row an epoch and run. */
export const exportDocument = z
  .array(
    z
      .object({
        experiment: cell.describe('of the run'),
        arm: cell.describe('of the run'),
        seed: cell.describe('of the run'),
        status: cell.describe('of the run'),
        config_hash: cell.describe('of the run'),
      })
      .catchall(cell),
  )
  .describe('a list: experiment, arm, seed, status, config_hash and the columns of epochs.csv');

/** `export --json --out FILE`. */
export const exportedDocument = z.strictObject({
  file: text.describe('what was written'),
  runs: count.describe('how many'),
  rows: count.describe('how many'),
  columns: texts.describe('their names'),
  notices: texts.describe('what to know'),
});

/** `report --json`. */
export const reportDocument = z.strictObject({
  file: text.describe('the page'),
  bytes: count.describe('its size'),
  title: text.describe('its title'),
  claims: count.describe('how many'),
  runDirectories: count.describe('how many'),
  runs: count.describe('how many'),
  inspections: count.describe('how many'),
  statuses: counts.describe('of the runs, with their counts'),
  verdicts: counts.describe('of the claims, with their counts'),
  problems: texts.describe('what could not be read'),
});

const verdict = z.enum(['supported', 'refuted', 'inconclusive']);
const finding = z.strictObject({
  name: text,
  claim: text,
  range: z.tuple([real.nullable(), real.nullable()]),
  because: text,
  role: z.enum(['verdict', 'boundary']),
  unit: z.enum(['factor', 'plain', 'worst case']),
  estimate: real,
  low: real,
  high: real,
  p: real.nullable(),
  samples: count,
  capped: count,
  verdict,
});

/** `reproduce --json`. */
export const reproduceDocument = z.strictObject({
  exitCode,
  out: text.describe('where the files are'),
  claims: z
    .array(
      z.strictObject({
        id: text,
        name: text,
        kind: z.enum(['exact', 'statistical']),
        statement: text,
        source: text,
        correction: text.nullable(),
        seeds: count,
        verdict,
        reason: text,
        boundary: text.nullable(),
        findings: z.array(finding),
        placebo: finding.nullable(),
        repetition: z
          .strictObject({
            arm: text,
            seeds: count,
            because: text,
            tolerances: z.record(text, z.number()),
            agrees: z.boolean(),
          })
          .nullable(),
        seconds: z.number(),
        contradictions: texts.nullable(),
        comparedBy: z.enum(['record', 'sign', 'nothing']).nullable(),
      }),
    )
    .describe('for each claim its verdict.json, seconds and contradictions to the recorded verdict'),
  failed: z
    .array(z.strictObject({ id: text, name: text, message: text }))
    .optional()
    .describe('claims that ended with an error'),
  notDone: texts.optional().describe('in place of failed after an interruption'),
});
