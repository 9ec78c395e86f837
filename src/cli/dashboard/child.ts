/** The process of a page that is served beside a run; started by `beside.ts`, and ends with the process that did. */
import { serveDashboard } from '../../dashboard/server/server.ts';
import { followParent } from '../../processes/child.ts';
import type { ServerMessage } from './beside.ts';

followParent();
const tell = (message: ServerMessage) => process.send?.(message);
try {
  const { url } = await serveDashboard(process.argv[2]!, 0);
  tell({ url });
} catch (error) {
  tell({ problem: (error as Error).message });
}
