import { elementwiseCases } from './cases/elementwise.ts';
import { imageCases } from './cases/images.ts';
import { reductionCases } from './cases/reductions.ts';
import { shapeCases } from './cases/shapes.ts';
import { checkCases } from './check-cases.ts';

await checkCases('elementwise functions', elementwiseCases);
await checkCases('reductions and products', reductionCases);
await checkCases('functions of shape and position', shapeCases);
await checkCases('resizing and mirror padding', imageCases);
