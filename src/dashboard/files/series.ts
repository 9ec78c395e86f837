/** A measured quantity along training: only the epochs at which it was measured, ascending. */
export interface Series {
  readonly length: number;
  /** [length], or longer: what follows is not in use yet. */
  readonly epochs: Float64Array;
  /** [length] as `epochs`; NaN and ±Infinity are measurements of a run that diverged. */
  readonly values: Float64Array;
}

/** A series that grows at its end. */
export class GrowingSeries implements Series {
  length = 0;
  epochs = new Float64Array(64);
  values = new Float64Array(64);

  append(epoch: number, value: number): void {
    if (this.length === this.epochs.length) {
      this.epochs = doubled(this.epochs);
      this.values = doubled(this.values);
    }
    this.epochs[this.length] = epoch;
    this.values[this.length] = value;
    this.length += 1;
  }
}

function doubled(array: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(2 * array.length);
  next.set(array);
  return next;
}
