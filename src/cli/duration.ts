/** An estimated time, in the unit that suits it. Two digits are more than it is worth; starting up comes on top. */
export function duration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  const [length, unit] = DURATIONS.find(([length]) => seconds >= 2 * length) ?? [1, 's'];
  return `about ${Number((seconds / length).toPrecision(2))} ${unit}`;
}

const DURATIONS = [
  [365 * 86_400, 'years'],
  [86_400, 'days'],
  [3_600, 'hours'],
  [60, 'min'],
] as const;
