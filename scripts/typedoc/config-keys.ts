/**
 * A TypeDoc plugin: every key of `ArmConfig` gets the meaning that the config schema gives it. Its type is inferred from the
 * schema, where meanings are values and no comments.
 */
import { type Application, Comment, Converter, type DeclarationReflection, ReflectionKind } from 'typedoc';
import { nodesAt } from '../../src/config/allowed.ts';
import { quantityOptions } from '../../src/config/schema/quantities.ts';

/** What TypeDoc calls an object type without a name, between a key and the keys inside it. */
const NAMELESS = '__type';

/** Called by TypeDoc. */
export function load(app: Application): void {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Property)) {
      const [owner, ...path] = pathOf(reflection as DeclarationReflection);
      const meaning = owner === 'ArmConfig' && meaningOf(path);
      if (meaning) reflection.comment ??= new Comment([{ kind: 'text', text: meaning }]);
    }
  });
}

/** The names that lead to a property, from the exported type on: ["ArmConfig", "data", "inputs"]. */
function pathOf({ name, parent }: DeclarationReflection | { name: string; parent?: never }): string[] {
  const isModule = !parent || parent.kindOf(ReflectionKind.Module | ReflectionKind.Project);
  const above = isModule ? [] : pathOf(parent as DeclarationReflection);
  return name === NAMELESS ? above : [...above, name];
}

/** The schema's words for a key; a key of several variants of a section may have several. */
function meaningOf(path: readonly string[]): string {
  const [section, key, quantity, ...options] = path;
  const isQuantity = section === 'curvature' && key === 'measure' && quantity !== undefined;
  if (isQuantity && options.length === 0) {
    return quantityOptions[quantity as keyof typeof quantityOptions].description ?? '';
  }
  const nodes = nodesAt(isQuantity ? [section, key, 0, quantity, ...options] : path);
  return [...new Set(nodes.map(({ description }) => description))].filter(Boolean).join(' ');
}
