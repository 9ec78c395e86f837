import type { SetDescription } from './description.ts';

/** Body mass of penguins from three lengths: small and mild, for a first try. */
export const penguins: SetDescription = {
  id: 'penguins',
  title: 'Palmer Archipelago penguins',
  rows: 333,
  inputs: [
    { name: 'beak_length', unit: 'mm', meaning: 'length of the beak' },
    { name: 'beak_depth', unit: 'mm', meaning: 'depth of the beak' },
    { name: 'flipper_length', unit: 'mm', meaning: 'length of the flipper' },
  ],
  target: { name: 'body_mass', unit: 'g', meaning: 'body mass' },
  licence: 'CC0-1.0',
  publication:
    'Gorman, Williams and Fraser (2014), PLoS ONE 9(3) e90081; Palmer Station Antarctica LTER; ' +
    'Horst, Hill and Gorman (2020), palmerpenguins',
  package: { name: 'vega-datasets', version: '3.2.1', file: 'data/penguins.json' },
  notes:
    'Left out: species, island and sex, which are words, and the 11 of 344 birds with an unknown sex or a missing ' +
    'length, as is usual for these data.',
  sha256: 'e053e3e507ae655b2fc11b5b51c60a7ce77807d7ed3c851bb9cd5eb55caec2d9',
};
