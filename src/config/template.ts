import { stringify } from 'yaml';
import { allowedAt, branches, describeNodes } from './allowed.ts';
import { armJsonSchema, type SchemaNode } from './json-schema.ts';
import { discriminatedUnions } from './schema.ts';

const WIDTH = 108;

/** The choice that the template writes where the schema has no default. */
const SOURCE = 'boston-house-prices';

/** Examples of keys without a default, which stand in comments. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  name: 'my-experiment',
  'data.path': 'my.csv',
  'data.target': 'price',
};

const HEAD = `# yaml-language-server: $schema=hessian-lab.schema.json
# The line above lets editors complete and check this file: hessian-lab schema > hessian-lab.schema.json
#
# Every key with its meaning, what it allows, and its default, which is also what it is set to here: all but
# data.source may go. Keys in comments belong to another source or optimizer than the one set here.
# --set training.epochs=50 on the command line changes a key in every arm.
`;

const ARMS = `
# Named overrides of the sections above; every arm runs once for each seed.
# Without arms there is one, named default.
arms:
  raw: {}
  standardized: { data: { inputs: standardized } }
`;

const SWEEP = `
# Another config, whose keys lie below those of this file.
# base: other.yaml

# The runs of hessian-lab sweep, under every arm and seed: keys by path, with lists or ranges of values.
# method: grid takes every combination, random draws samples: 50, list has points: [{ path: value }, ...].
# sweep:
#   method: grid
#   axes:
#     training.learningRate: { from: 0.001, to: 1, steps: 7, scale: log }
#     model.activation: [relu, tanh]
#   where: [training.batchSize < 32 or model.batchNorm]
`;

/**
 * The config that `hessian-lab init` writes: every key of the schema with its description, allowed values and
 * default. It is generated from the schema, so it tells what this version does.
 */
export function configTemplate(): string {
  const sections = Object.entries(armJsonSchema().properties!);
  return `${HEAD}\n${sections.map(([key, node]) => entry([key], node, '')).join('\n')}${ARMS}${SWEEP}`;
}

/** A key with its comment; a section goes on with its keys, a union also with those of its other variants. */
function entry(path: readonly string[], node: SchemaNode, indent: string, comment = ''): string {
  const key = path.at(-1)!;
  const about = wrap(node.description ?? '', `${indent}# `);
  const variants = branches(node);
  if (variants.every(({ type }) => type === 'object')) {
    const [own, ...others] = variants as [SchemaNode, ...SchemaNode[]];
    const keys = entries(path, own, `${indent}  `);
    const rest = others.map((other, index) =>
      variantEntries(path, other, variants.slice(0, index + 1), indent),
    );
    return `${about}${indent}${key}:\n${keys}${rest.join('')}`;
  }
  const dotted = path.join('.');
  const value = dotted === 'data.source' ? SOURCE : node.default;
  const off = comment || (value === undefined ? '# ' : '');
  const allowed = key === discriminatorOf(path.slice(0, -1)) ? allowedAt(path) : describeNodes([node]);
  const choices = wrap(`Allowed: ${allowed}`, `${indent}# `);
  return `${about}${nested(variants, indent)}${choices}${indent}${off}${key}: ${flow(value ?? EXAMPLES[dotted] ?? null)}\n`;
}

function entries(path: readonly string[], { properties }: SchemaNode, indent: string, comment = ''): string {
  return Object.entries(properties!)
    .map(([key, node]) => entry([...path, key], node, indent, comment))
    .join('');
}

/** The keys that a variant adds to those before it, in comments. */
function variantEntries(
  path: readonly string[],
  variant: SchemaNode,
  before: readonly SchemaNode[],
  indent: string,
): string {
  const discriminator = discriminatorOf(path)!;
  const added = Object.entries(variant.properties!).filter(
    ([key, node]) =>
      key !== discriminator &&
      before.every(({ properties }) => JSON.stringify(properties![key]) !== JSON.stringify(node)),
  );
  const names = describeNodes([variant.properties![discriminator]!]);
  const heading = `\n${indent}  # With ${discriminator}: ${names}\n`;
  return heading + entries(path, { properties: Object.fromEntries(added) }, `${indent}  `, '# ');
}

function discriminatorOf(path: readonly string[]): string | undefined {
  return discriminatedUnions.find((union) => union.path.join('.') === path.join('.'))?.discriminator;
}

/** Comment lines for the keys of a value that may be a mapping. */
function nested(variants: readonly SchemaNode[], indent: string): string {
  return variants
    .flatMap(({ properties }) => Object.entries(properties ?? {}))
    .filter(([, { description }]) => description)
    .map(([key, { description, default: preset }]) => {
      const end = preset === undefined ? '' : ` Default: ${flow(preset)}.`;
      return wrap(`${key}: ${description}${end}`, `${indent}#   `);
    })
    .join('');
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
}

/** Breaks a text into lines of at most 108 characters, each with the same start. */
function wrap(text: string, start: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && start.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((content) => `${start}${content}\n`).join('');
}
