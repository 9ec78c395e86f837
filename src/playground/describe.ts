import { formatNumber } from '../statistics/number.ts';
import type { Frame, Verdict } from './frame.ts';
import type { Settings } from './settings.ts';
import { type Motion, motionAlong, smoothLimit, stableLimit } from './step-size.ts';

/** What happens along one eigenvector, for the table. */
export const MOTIONS: Readonly<Record<Motion, string>> = {
  still: 'stays: it is flat',
  smooth: 'shrinks smoothly',
  oscillating: 'shrinks, swinging',
  'at-limit': 'swings for ever',
  diverging: 'grows, swinging',
  descending: 'runs away',
};

/** Keeps a fraction on one line. */
const NO_BREAK = '\u2060';

/** The case of the step size along the steepest direction, in a sentence. */
export function stepSizeCase(settings: Settings, { lambdaMax }: Frame): string {
  const { learningRate, momentum, surface } = settings;
  const motion = motionAlong(lambdaMax, learningRate, momentum);
  const [smooth, stable] = (momentum === 0 ? ['1', '2'] : ['(1 − √β)²', '2(1 + β)']).map(
    (numerator) => `${numerator}/${NO_BREAK}λmax`,
  ) as [string, string];
  const numbers = `${smooth} = ${shown(smoothLimit(lambdaMax, momentum))}, ${stable} = ${shown(stableLimit(lambdaMax, momentum))}`;
  switch (motion) {
    case 'smooth':
      return `Smooth: η is at most ${smooth}, and the steepest direction shrinks without overshooting. ${numbers}.`;
    case 'oscillating':
      return `Oscillating: η lies between ${smooth} and ${stable}; the steepest direction ${momentum === 0 ? 'overshoots with every step' : 'swings about its bottom'}, and still it shrinks. ${numbers}.`;
    case 'at-limit':
      return `At the limit: η is ${stable}; the steepest direction neither shrinks nor grows. ${numbers}.`;
    case 'diverging':
      return `Divergent: η is beyond ${stable}; along the steepest direction every swing is wider than the one before${surface === 'network' ? ', until the curvature changes' : ''}. ${numbers}.`;
    default:
      return 'No direction curves upwards, so no step size is too large, and none leads to a minimum.';
  }
}

/** What the second-derivative test says here, and at the critical point in the middle where there is one. */
export function verdictText({ verdict, centerVerdict, gradientNorm }: Frame): string {
  const here =
    verdict.kind === 'not-critical'
      ? `Here: not a critical point, ‖∇L‖ = ${shown(gradientNorm)}; the curvature is ${shape(verdict)} (${counts(verdict)}).`
      : `Here: ${atCriticalPoint(verdict)}`;
  return centerVerdict === null || verdict.kind !== 'not-critical'
    ? here
    : `${here} In the middle: ${atCriticalPoint(centerVerdict)}`;
}

function atCriticalPoint(verdict: Verdict): string {
  const list = counts(verdict);
  switch (verdict.kind) {
    case 'minimum':
      return `a minimum, for the gradient is zero and every direction curves upwards (${list}).`;
    case 'maximum':
      return `a maximum, for the gradient is zero and every direction curves downwards (${list}).`;
    case 'saddle':
      return `a saddle, for the gradient is zero and directions curve both ways (${list}).`;
    case 'inconclusive':
      return `inconclusive: the gradient is zero, and a flat direction leaves it open (${list}).`;
    case 'not-critical':
      return 'not a critical point.';
  }
}

/** `2 up, 1 flat`. */
function counts({ positive, zero, negative, unknown }: Verdict): string {
  const list = [
    [positive, 'up'],
    [negative, 'down'],
    [zero, 'flat'],
    [unknown, 'not measured'],
  ] as const;
  return list
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
}

/** What the curvature alone looks like. */
function shape({ positive, zero, negative, unknown }: Verdict): string {
  if (positive > 0 && negative > 0) return 'a saddle’s';
  if (unknown > 0) return 'of one sign as far as it was measured';
  if (zero > 0) return positive + negative > 0 ? 'a trough’s' : 'zero';
  return positive > 0 ? 'a bowl’s' : 'a dome’s';
}

/** The picture in words, for those who do not see it and for those who wonder what they see. */
export function pictureText(settings: Settings, frame: Frame): string {
  const { reach, step, loss, path, status, pairs, lambdaMax } = frame;
  const [x, y] = [path.at(-2)!, path.at(-1)!];
  const isNetwork = settings.surface === 'network';
  const where = isNetwork
    ? `in a plane of its ${frame.dimension} parameters, ±${shown(reach)} around a point of the path`
    : `of two parameters, ±${shown(reach)} around ${settings.surface === 'line' ? 'the best line' : 'the critical point'}`;
  const isOutside = Math.max(Math.abs(x), Math.abs(y)) > reach;
  const place = isNetwork ? '' : `, at (${shown(x)}, ${shown(y)})${isOutside ? ', outside the picture' : ''}`;
  const smallest = pairs.at(-1)!.value;
  const stretch =
    pairs.length === 2 && smallest > 0 && lambdaMax > 0
      ? ` The bowl is ${rounded(Math.sqrt(lambdaMax / smallest))} times as long as wide: condition number ${rounded(lambdaMax / smallest)}.`
      : '';
  const sides = isNetwork ? 0 : sideChanges(frame);
  const bounce = sides > 1 ? ` It crossed the valley of the steepest direction ${sides} times.` : '';
  const ends = {
    moving: '',
    converged: ' It has arrived: the gradient is zero.',
    diverged: ' It has left: the loss or the distance grew a millionfold, and training stopped.',
  };
  return `Contours of the loss ${where}.${stretch} After ${step} steps the loss is ${shown(loss)}${place}.${bounce}${ends[status]}`;
}

/** How often the path changed the side of the first eigenvector, seen in the plane from its middle. */
function sideChanges({ path, pairs }: Frame): number {
  const [dx, dy] = pairs[0]!.inPlane;
  let changes = 0;
  let before = 0;
  for (let i = 0; i < path.length; i += 2) {
    const side = Math.sign(path[i]! * dx + path[i + 1]! * dy);
    if (side !== 0 && before !== 0 && side !== before) changes++;
    if (side !== 0) before = side;
  }
  return changes;
}

/** Two digits say how stretched a bowl is. */
function rounded(ratio: number): string {
  return shown(Number(ratio.toPrecision(2)));
}

/** A number for readers: four digits, very small and very large ones with a power of ten. */
export function shown(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e6)) return formatNumber(value).replace('-', '−');
  const [digits, exponent] = value.toExponential(2).split('e') as [string, string];
  const power = [...exponent.replace('+', '')].map((sign) => SUPERSCRIPTS[sign]).join('');
  return `${Number(digits)}·10${power}`.replace('-', '−');
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, digit) => [String(digit), sign])),
  '-': '⁻',
};
