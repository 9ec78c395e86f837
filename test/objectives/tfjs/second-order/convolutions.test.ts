import { convolutionCases, poolingCases } from './cases/convolutions.ts';
import { checkCases } from './check-cases.ts';

await checkCases('convolutions', convolutionCases);
await checkCases('pooling', poolingCases);
