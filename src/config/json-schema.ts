import { z } from 'zod';
import { nameSchema } from './schema/name.ts';
import { sweepSchema } from './schema/sweep.ts';
import { learningRateSchema } from './schema/training.ts';
import { armSchema, discriminatedUnions, sections } from './schema.ts';

/** A node of a JSON schema, as far as this room looks into it. */
export interface SchemaNode {
  $schema?: string;
  title?: string;
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  minItems?: number;
  pattern?: string;
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  propertyNames?: SchemaNode;
  required?: string[];
  additionalProperties?: boolean | SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

/**
 * The JSON schema (draft 7) of a whole config file: name, seeds, the sections, and `arms` as partial overrides of
 * the sections. Editors complete and check `configs/*.yaml` with it. Generated from the zod schemas.
 *
 * What a file leaves to its arms cannot be told by a JSON schema; so nothing is required at the top.
 */
export function jsonSchema(): SchemaNode {
  const file = armJsonSchema();
  addShorthand(file);
  const overrides = Object.fromEntries(Object.keys(sections).map((key) => [key, file.properties![key]!]));
  const arm = partial({ type: 'object', properties: overrides, additionalProperties: false });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'hessian-lab experiment',
    ...partial(file, false),
    properties: {
      $schema: { type: 'string', description: 'The JSON schema of this file, for editors. Not read.' },
      base: {
        type: 'string',
        description:
          'Another config, relative to this one, whose keys lie below those of this file; its arms count where this file has none.',
      },
      ...partial(file, false).properties,
      arms: {
        description:
          'Named overrides of the sections above. Default: one arm named default, without overrides.',
        type: 'object',
        propertyNames: toJsonSchema(nameSchema),
        additionalProperties: { anyOf: [arm, { type: 'null' }] },
      },
      sweep: {
        ...toJsonSchema(sweepSchema),
        description: 'Which runs hessian-lab sweep makes of this config, under every arm and seed.',
      },
    },
  };
}

/** The JSON schema of one arm with all its keys at the top: what a merged arm must fulfil. */
export function armJsonSchema(): SchemaNode {
  return toJsonSchema(armSchema);
}

function toJsonSchema(schema: z.ZodType): SchemaNode {
  const { $schema: _, ...node } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema: node }) => {
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
    },
  });
  return node as SchemaNode;
}

/** `training.learningRate` stands for `training.optimizer.learningRate` and takes the same values. */
function addShorthand(file: SchemaNode): void {
  file.properties!.training!.properties!.learningRate = {
    ...toJsonSchema(learningRateSchema),
    description: 'Shorthand for training.optimizer.learningRate. Write one of the two.',
  };
}

/**
 * A schema of which any part may be left out. Only sections and unions of variants lose their required keys: a
 * value such as `{ relativeToStability: 0.5 }` stays whole. In an override nothing defaults: what it leaves out is
 * inherited.
 */
function partial(node: SchemaNode, override = true, path: readonly string[] = []): SchemaNode {
  const union = discriminatedUnions.some((candidate) => candidate.path.join('.') === path.join('.'));
  if (!node.properties && !union) return override ? withoutDefault(node) : node;
  const { required: _, oneOf, properties, ...rest } = node;
  return {
    ...(override ? withoutDefault(rest) : rest),
    ...(oneOf && { anyOf: oneOf.map((variant) => partial(variant, override, path)) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, partial(value, override, [...path, key])]),
      ),
    }),
  };
}

function withoutDefault({ default: _, ...rest }: SchemaNode): SchemaNode {
  return rest;
}
