import { expect, it } from 'vitest';
import { contentProblems } from '../../../scripts/package/contents.ts';

const always = [
  ...['CHANGELOG.md', 'CITATION.cff', 'LICENSE', 'README.md', 'package.json'],
  ...['scripts/hessian-lab.mjs', 'scripts/setup/explain.mjs'],
  ...['dist/index.js', 'dist/index.d.ts', 'dist/curvature/index.js', 'dist/curvature/index.d.ts'],
  ...['index.js', 'index.d.ts'].map((file) => `dist/objectives/tfjs/second-order/${file}`),
];
const sources = [
  ...['src/index.ts', 'src/curvature/index.ts', 'src/objectives/tfjs/second-order/index.ts'],
  ...['src/data/rows.csv', 'experiments/e1.ts'],
];
const maps = sources.slice(0, 3).map((file) => file.replace('src/', 'dist/').replace(/ts$/, 'd.ts.map'));
const complete = [...always, ...maps, 'dist/data/rows.csv', 'dist/experiments/e1.js', 'src/index.ts'];

it('a package with the build of every source and the files beside it is in order', () => {
  expect(contentProblems(complete, sources)).toEqual([]);
});

it.each([
  ['a test', 'test/index.test.ts'],
  ['a build without a source', 'dist/stale.js'],
  ['a script that only a clone needs', 'scripts/setup/set-up.mjs'],
  ['a source that nothing is built from', 'src/scratch.ts'],
])('%s does not belong into it', (_, file) => {
  expect(contentProblems([...complete, file], sources)).toEqual([`${file} does not belong into the package`]);
});

it('the page of the playground is there as the bundle that its sources make, and without them it is stale', () => {
  const bundle = ['index.html', 'page.css', 'main.js', 'worker.js', 'licenses.txt'].map(
    (name) => `dist/playground/static/${name}`,
  );
  const withPage = [...sources, 'src/playground/browser/main.ts', 'src/playground/browser/worker.ts'];
  expect(contentProblems([...complete, ...bundle], withPage)).toEqual([]);
  expect(contentProblems([...complete, ...bundle.slice(1)], withPage)).toEqual([
    `${bundle[0]} is missing from the package`,
  ]);
  expect(contentProblems([...complete, bundle[0]!], sources)).toEqual([
    `${bundle[0]} does not belong into the package`,
  ]);
});

it.each(['dist/data/rows.csv', 'dist/experiments/e1.js', 'dist/index.d.ts.map', 'LICENSE'])(
  '%s is missed when it is not there',
  (file) => {
    const problems = contentProblems(
      complete.filter((one) => one !== file),
      sources,
    );
    expect(problems).toEqual([`${file} is missing from the package`]);
  },
);
