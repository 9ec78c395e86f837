import { recurrentCases } from './cases/recurrent.ts';
import { checkCases } from './check-cases.ts';

await checkCases('recurrent layers', recurrentCases);
