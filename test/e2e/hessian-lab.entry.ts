/** What the command's launcher does, from the sources: so that these tests never run a stale build. */
import { main } from '../../src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2));
