// The command line from the build.
const { main } = await import(new URL('../../dist/cli/main.js', import.meta.url).href);

process.exitCode = await main(process.argv.slice(2));
