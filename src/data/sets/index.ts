import { bostonHousePrices } from './boston-house-prices.ts';
import { cpsWages } from './cps-wages.ts';
import type { SetDescription } from './description.ts';
import { penguins } from './penguins.ts';
import { sensorNetwork } from './sensor-network.ts';
import { usBirths } from './us-births.ts';

/** The bundled real data sets, in the order in which they are listed. */
export const SETS: readonly SetDescription[] = [
  bostonHousePrices,
  cpsWages,
  usBirths,
  sensorNetwork,
  penguins,
];
