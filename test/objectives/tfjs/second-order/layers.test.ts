import { layerCases, normalizationCases } from './cases/layers.ts';
import { checkCases } from './check-cases.ts';

await checkCases('layers', layerCases);
await checkCases('normalization layers', normalizationCases);
