import { formatNumber } from '../statistics/number.ts';
import type { Frame, Verdict } from './frame.ts';
import type { Settings } from './settings.ts';
import { type Motion, motionAlong, smoothLimit, stableLimit } from './step-size.ts';

/** What happens along one eigenvector, for the table. */
export const MOTIONS: Readonly<Record<Motion, string>> = {
  still: 'flat: stays where it is',
  smooth: 'shrinks smoothly',
  oscillating: 'shrinks, from side to side',
  'at-limit': 'from side to side for ever',
  diverging: 'grows, from side to side',
  descending: 'runs away, downhill',
};

/** The case of the step size along the steepest direction, in a sentence. */
export function stepSizeCase({ learningRate, momentum }: Settings, { lambdaMax }: Frame): string {
  const motion = motionAlong(lambdaMax, learningRate, momentum);
  const [smooth, stable] = momentum === 0 ? ['1/λmax', '2/λmax'] : ['(1 − √β)²/λmax', '2(1 + β)/λmax'];
  const numbers = `${smooth} = ${shown(smoothLimit(lambdaMax, momentum))}, ${stable} = ${shown(stableLimit(lambdaMax, momentum))}`;
  switch (motion) {
    case 'smooth':
      return `Smooth: η is at most ${smooth}, and the steepest direction shrinks without overshooting. ${numbers}.`;
    case 'oscillating':
      return `Oscillating: η lies between ${smooth} and ${stable}; every step along the steepest direction overshoots, and still it shrinks. ${numbers}.`;
    case 'at-limit':
      return `At the limit: η is ${stable}; the steepest direction neither shrinks nor grows. ${numbers}.`;
    case 'diverging':
      return `Divergent: η is beyond ${stable}; every step along the steepest direction is larger than the one before. ${numbers}.`;
    default:
      return 'No direction curves upwards, so no step size is too large, and none leads to a minimum.';
  }
}

/** What the second-derivative test says, with its evidence. */
export function verdictText(
  { kind, positive, zero, negative, unknown }: Verdict,
  gradientNorm: number,
): string {
  const counts = [
    [positive, 'up'],
    [negative, 'down'],
    [zero, 'flat'],
    [unknown, 'not measured'],
  ] as const;
  const list = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
  switch (kind) {
    case 'minimum':
      return `A minimum: the gradient is zero, and the curvature positive in every direction (${list}).`;
    case 'maximum':
      return `A maximum: the gradient is zero, and the curvature negative in every direction (${list}).`;
    case 'saddle':
      return `A saddle: the gradient is zero, and there are directions of both signs of curvature (${list}).`;
    case 'inconclusive':
      return `Inconclusive: the gradient is zero, but the curvature does not decide (${list}).`;
    case 'not-critical':
      return `Not a critical point: ‖∇L‖ = ${shown(gradientNorm)}. ${shape({ positive, zero, negative, unknown })} (${list}).`;
  }
}

/** What the curvature alone looks like. */
function shape({
  positive,
  zero,
  negative,
  unknown,
}: Pick<Verdict, 'positive' | 'zero' | 'negative' | 'unknown'>) {
  if (positive > 0 && negative > 0) return 'The curvature here is a saddle’s';
  if (unknown > 0) return 'The curvature that was measured is of one sign';
  if (zero > 0) return positive + negative > 0 ? 'The curvature here is a trough’s' : 'There is no curvature';
  return positive > 0 ? 'The curvature here is a bowl’s' : 'The curvature here is a dome’s';
}

/** The picture in words, for those who do not see it and for those who wonder what they see. */
export function pictureText(settings: Settings, frame: Frame, reach: number): string {
  const { step, loss, path, status, pairs, lambdaMax } = frame;
  const [x, y] = [path.at(-2)!, path.at(-1)!];
  const where =
    settings.surface === 'network'
      ? `in a plane of the ${frame.dimension} parameters, ±${shown(reach)} around an earlier point`
      : `of two parameters, ±${shown(reach)} around ${settings.surface === 'line' ? 'the best line' : 'the critical point'}`;
  const smallest = pairs.at(-1)!.value;
  const stretch =
    pairs.length === 2 && smallest > 0 && lambdaMax > 0
      ? ` The bowl is ${shown(Math.sqrt(lambdaMax / smallest))} times as long as wide: condition number ${shown(lambdaMax / smallest)}.`
      : '';
  const sides = sideChanges(frame);
  const bounce = sides > 1 ? ` It crossed the valley of the steepest direction ${sides} times.` : '';
  const ends = {
    moving: '',
    converged: ' It has arrived: the gradient is zero.',
    diverged: ' It has left: the loss or the distance grew a millionfold, and training stopped.',
  };
  return `Contours of the loss ${where}.${stretch} After ${step} steps the loss is ${shown(loss)}, at (${shown(x)}, ${shown(y)}).${bounce}${ends[status]}`;
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

/** A number for readers: four digits, infinity by its sign. */
export function shown(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const short = Math.abs(value) < 1e-12 ? 0 : value;
  return formatNumber(short).replace('-', '−').replace('e−', '·10^−').replace('e+', '·10^');
}
