import type { SyntheticDataConfig } from '../../config/schema.ts';

/** What synthetic inputs are drawn from: the keys of a config's `data` that `drawInputs` reads. */
export type SyntheticInputs = Pick<SyntheticDataConfig, 'rows' | 'features' | 'mean' | 'covariance'>;

/** Inputs, and `noise`: the standard deviation of what is added to the target, in units of the target. */
export type SyntheticParameters = SyntheticInputs & Pick<SyntheticDataConfig, 'noise'>;

/** Also `degree` d ≥ 0 of the polynomial T_d. */
export type ChebyshevParameters = SyntheticParameters & { readonly degree: number };
