import { activationCases } from './cases/activations.ts';
import { checkCases } from './check-cases.ts';

await checkCases('activations', activationCases);
