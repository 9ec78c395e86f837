import type { DataConfig } from '../config/schema.ts';
import type { Dataset } from './dataset.ts';
import { DataError } from './errors.ts';
import { importCsv } from './import/csv.ts';
import { SETS } from './sets/index.ts';
import { loadSet } from './sets/load.ts';
import { chebyshevData } from './synthetic/chebyshev.ts';
import { linearData } from './synthetic/linear.ts';
import { sineData } from './synthetic/sine.ts';

/**
 * Reads or draws the data set that a config names, in its own units; split and transforms come later.
 *
 * @param seed decides synthetic data only
 * @throws DataError when the source cannot give a data set
 */
export function readSource(config: DataConfig, seed: number): Dataset {
  switch (config.source) {
    case 'file':
      return importCsv(config.path, config);
    case 'linear':
      return linearData(config, seed);
    case 'sine':
      return sineData(config, seed);
    case 'chebyshev':
      return chebyshevData(config, seed);
    default: {
      const description = SETS.find(({ id }) => id === config.source);
      if (description !== undefined) return loadSet(description);
      const known = [...SETS.map(({ id }) => id), 'linear', 'sine', 'chebyshev', 'file'].join(', ');
      throw new DataError('data.source', [`unknown source "${config.source}"; allowed: ${known}`]);
    }
  }
}
