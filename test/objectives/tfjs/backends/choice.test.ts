import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackendAvailability } from '../../../../src/objectives/tfjs/backends/availability.ts';
import { type BackendDemand, chooseAmong } from '../../../../src/objectives/tfjs/backends/choice.ts';
import { BACKEND_NAMES, type BackendName } from '../../../../src/objectives/tfjs/backends/name.ts';

const machineWith = (...names: BackendName[]): BackendAvailability[] =>
  BACKEND_NAMES.map((name) => {
    const available = names.includes(name);
    return { name, available, reason: available ? '' : `${name} is not there` };
  });

const small: BackendDemand = { requested: 'auto', layerSizes: [13, 32, 32, 1], rows: 404 };
const large: BackendDemand = { requested: 'auto', layerSizes: [64, 128, 128, 1], rows: 512 };

describe('the backend chosen for a net', () => {
  it('is WASM for a small one and native for a large one', () => {
    const machine = machineWith('native', 'wasm', 'cpu');
    expect(chooseAmong(machine, small)).toMatchObject({
      name: 'wasm',
      why: expect.stringContaining('small'),
    });
    expect(chooseAmong(machine, large)).toMatchObject({
      name: 'native',
      why: expect.stringContaining('large'),
    });
  });

  it('is WASM for a large one where native is missing, and says why', () => {
    const choice = chooseAmong(machineWith('wasm', 'cpu'), large);
    expect(choice).toMatchObject({ name: 'wasm', why: expect.stringContaining('native is not there') });
  });

  it('is native for a small one where WASM is missing, and says why', () => {
    const choice = chooseAmong(machineWith('native', 'cpu'), small);
    expect(choice).toMatchObject({ name: 'native', why: expect.stringContaining('wasm is not there') });
  });

  it('is plain JavaScript where nothing else is', () => {
    expect(chooseAmong(machineWith('cpu'), large)).toMatchObject({ name: 'cpu' });
  });

  it('is never native when results must not depend on the processor', () => {
    const demand = { ...large, deterministic: true };
    expect(chooseAmong(machineWith('native', 'wasm', 'cpu'), demand).name).toBe('wasm');
    expect(chooseAmong(machineWith('native', 'cpu'), demand).name).toBe('cpu');
  });

  it('is the requested one, whatever the size', () => {
    for (const requested of BACKEND_NAMES) {
      expect(chooseAmong(machineWith('wasm', 'cpu'), { ...large, requested })).toEqual({
        name: requested,
        why: 'requested',
      });
    }
  });

  it('is one that is installed, when none is requested', () => {
    fc.assert(
      fc.property(
        fc.subarray<BackendName>(['native', 'wasm']),
        fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.boolean(),
        (names, layerSizes, rows, deterministic) => {
          const choice = chooseAmong(machineWith(...names, 'cpu'), {
            requested: 'auto',
            layerSizes,
            rows,
            deterministic,
          });
          expect([...names, 'cpu']).toContain(choice.name);
          expect(choice.why).not.toMatch(/undefined|, and $/);
        },
      ),
    );
  });
});
