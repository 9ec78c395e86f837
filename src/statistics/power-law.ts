import { linearRegression, linearRegressionLine, rSquared } from 'simple-statistics';

/** y ≈ factor·x^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  /** Share of the variance of ln y that the law explains. */
  readonly rSquared: number;
}

/**
 * Least squares on log-log axes.
 *
 * @param points [x, y], all positive, at two or more different x
 * @throws RangeError when a number is not positive or the x are all the same
 */
export function fitPowerLaw(points: readonly (readonly [number, number])[]): PowerLaw {
  const bad = points.findIndex(([x, y]) => !(x > 0 && y > 0 && Number.isFinite(x * y)));
  if (bad >= 0) {
    throw new RangeError(`fitPowerLaw: point ${bad} is (${points[bad]!.join(', ')}); both must be positive`);
  }
  if (new Set(points.map(([x]) => x)).size < 2) {
    throw new RangeError('fitPowerLaw: at least two different x are needed');
  }
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const line = linearRegression(logs);
  return Object.freeze({
    exponent: line.m,
    factor: Math.exp(line.b),
    rSquared: rSquared(logs, linearRegressionLine(line)),
  });
}
