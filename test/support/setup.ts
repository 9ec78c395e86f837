import fc from 'fast-check';

/**
 * Property tests draw the same cases every time, so that a red run is about the change and not about luck.
 * `FAST_CHECK_SEED=random npm test` draws new ones; a failure prints its seed.
 */
const seed = process.env.FAST_CHECK_SEED ?? '20261123';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
