/** Does something beside a page whose process is another module: `beside.entry.ts SERVER PATIENCE`. */
import { pathToFileURL } from 'node:url';
import { besideDashboard } from '../../../src/cli/dashboard/beside.ts';

const [server, patience] = process.argv.slice(2) as [string, string];
const options = { server: pathToFileURL(server), patience: Number(patience) };
process.stdout.write(await besideDashboard('runs', async () => 'done', options));
