import { fileURLToPath } from 'node:url';

/** The reference values from PyTorch that the repository carries. */
export const goldenDirectory = fileURLToPath(new URL('../golden/data', import.meta.url));
