import { coreLossCases, layerLossCases } from './cases/losses.ts';
import { checkCases } from './check-cases.ts';

await checkCases('losses of tf.layers', layerLossCases);
await checkCases('losses of tf.losses', coreLossCases);
