import {
  availableBackends,
  type BackendAvailability,
  type BackendName,
  chooseBackend,
  openBackend,
} from '../../objectives/tfjs/backend.ts';
import { NATIVE_INSTALLATION } from '../../objectives/tfjs/backends/native.ts';
import {
  correctSecondOrderGradients,
  secondOrderSelfTest,
} from '../../objectives/tfjs/second-order/index.ts';
import type { Check } from './check.ts';

/** What `training.backend: auto` may choose differently for. */
const exampleNets = [
  { size: 'small', layerSizes: [13, 32, 32, 1], rows: 404 },
  { size: 'large', layerSizes: [64, 128, 128, 1], rows: 512 },
];

/** Each backend of TensorFlow.js with its version, its second derivatives, and which one is chosen for what. */
export async function backendChecks(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const backend of await availableBackends()) checks.push(...(await checkBackend(backend)));
  for (const { size, layerSizes, rows } of exampleNets) {
    const { name, why } = await chooseBackend({ requested: 'auto', layerSizes, rows });
    checks.push({
      id: `choice-${size}`,
      title: `Choice for a ${size} net`,
      status: 'ok',
      detail: `${name}: ${why}`,
    });
  }
  return checks;
}

async function checkBackend({ name, available, reason }: BackendAvailability): Promise<Check[]> {
  const title = `Backend ${name}`;
  if (!available) {
    const detail = name === 'native' ? `${reason}; to add it ${NATIVE_INSTALLATION}` : reason;
    return [{ id: `backend-${name}`, title, status: 'missing', detail }];
  }
  try {
    const { tf, description } = await openBackend(name);
    const detail = `${description}, TensorFlow.js ${tf.version['tfjs-core']}`;
    return [{ id: `backend-${name}`, title, status: 'ok', detail }, selfCheck(name, tf)];
  } catch (error) {
    return [{ id: `backend-${name}`, title, status: 'failed', detail: (error as Error).message }];
  }
}

/** Compares mended second derivatives with closed forms. */
function selfCheck(name: BackendName, tf: Awaited<ReturnType<typeof openBackend>>['tf']): Check {
  correctSecondOrderGradients(tf);
  const results = secondOrderSelfTest(tf);
  const wrong = results.filter(({ ok }) => !ok);
  const base = { id: `second-order-${name}`, title: `Second derivatives on ${name}` };
  if (wrong.length === 0) {
    return {
      ...base,
      status: 'ok',
      detail: `${results.length} of ${results.length} agree with their closed form`,
    };
  }
  const found = wrong.map(({ op, expected, received, error }) =>
    error ? `${op}: ${error}` : `${op}: expected ${expected.join(' ')}, received ${received.join(' ')}`,
  );
  return {
    ...base,
    status: 'failed',
    detail: `${found.join('; ')}. Curvature on this backend would be wrong: use another`,
  };
}
