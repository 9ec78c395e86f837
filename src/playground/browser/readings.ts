import { MOTIONS, shown, stepSizeCase, verdictText } from '../describe.ts';
import type { Frame, KnownPair } from '../frame.ts';
import type { Settings } from '../settings.ts';
import { convergenceFactor, motionAlong, smoothLimit, stableLimit } from '../step-size.ts';
import { byId, make, setText } from './element.ts';

/** The track of the gauge ends at so many times the limit. */
const TRACK = 1.5;

/** Shows the numbers of a frame beside the picture. */
export function showReadings(settings: Settings, frame: Frame): void {
  const { learningRate, momentum } = settings;
  const { lambdaMax, loss, gradientNorm, verdict } = frame;
  const limit = (2 * (1 + momentum)) / learningRate;
  showNumber('lambda-max', lambdaMax);
  showNumber('limit', limit);
  showNumber('loss', loss);
  showNumber('gradient-norm', gradientNorm);
  setText(byId('limit-name'), momentum === 0 ? '2/η' : '2(1 + β)/η');
  setText(byId('case'), stepSizeCase(settings, frame));
  setText(byId('verdict'), verdictText(verdict, gradientNorm));
  showGauge(settings, lambdaMax);
  showFactors(settings, frame);
}

function showNumber(id: string, value: number): void {
  const element = byId<HTMLDataElement>(id);
  element.value = String(value);
  setText(element, shown(value));
}

function showGauge({ learningRate, momentum }: Settings, lambdaMax: number): void {
  const gauge = byId('gauge');
  const ratio = learningRate / stableLimit(lambdaMax, momentum);
  const smooth = smoothLimit(1, momentum) / stableLimit(1, momentum);
  const position = (share: number) => `${(100 * Math.min(Math.max(share, 0), TRACK)) / TRACK}%`;
  gauge.style.setProperty('--smooth', position(smooth));
  gauge.style.setProperty('--stable', position(1));
  gauge.style.setProperty('--needle', position(Number.isNaN(ratio) ? TRACK : ratio));
  gauge.dataset.motion = motionAlong(lambdaMax, learningRate, momentum);
  setText(gauge.querySelector('.mark-smooth')!, momentum === 0 ? 'η = 1/λmax' : '(1−√β)²/λmax');
  setText(gauge.querySelector('.mark-stable')!, momentum === 0 ? 'η = 2/λmax' : '2(1+β)/λmax');
}

/** A row for each known eigenvalue; rows are kept and only their texts change. */
function showFactors({ learningRate, momentum }: Settings, { pairs, dimension }: Frame): void {
  const table = byId<HTMLTableElement>('factors');
  const headings = ['', 'λ', '|1 − ηλ|', ...(momentum === 0 ? [] : ['with β']), 'so it'];
  const head = (table.tHead ?? table.createTHead()).rows[0] ?? table.tHead!.insertRow();
  while (head.cells.length > headings.length) head.deleteCell(-1);
  while (head.cells.length < headings.length) head.append(make('th', { scope: 'col' }));
  for (const [i, text] of headings.entries()) setText(head.cells[i]!, text);
  head.cells[0]!.setAttribute('aria-label', 'eigenvector');
  const body = table.tBodies[0]!;
  while (body.rows.length > pairs.length) body.deleteRow(-1);
  pairs.forEach((pair, index) => {
    const row = body.rows[index] ?? body.insertRow();
    const cells = cellsOf(pair, index, dimension === pairs.length ? null : pairs.length);
    while (row.cells.length > cells.length) row.deleteCell(-1);
    cells.forEach((text, i) => {
      if (row.cells[i] === undefined)
        row.append(make(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}));
      setText(row.cells[i]!, text);
    });
    row.dataset.motion = motionAlong(pair.value, learningRate, momentum);
  });

  function cellsOf({ value }: KnownPair, index: number, of: number | null): string[] {
    const name = of !== null && index === of - 1 ? 'smallest' : `λ${'₁₂₃₄'[index] ?? index + 1}`;
    const motion = MOTIONS[motionAlong(value, learningRate, momentum)];
    const plain = shown(convergenceFactor(value, learningRate, 0));
    const heavy = momentum === 0 ? [] : [shown(convergenceFactor(value, learningRate, momentum))];
    return [name, shown(value), plain, ...heavy, motion];
  }
}
