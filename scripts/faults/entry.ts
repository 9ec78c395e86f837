/** The command line from the sources, so that no stale build is ever tested. */
import { main } from '../../src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2));
