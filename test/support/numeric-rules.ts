import ts from 'typescript';
import { type Rule, words } from './syntax.ts';

/** Functions of Math that the language fixes to the last bit; all others are the engine's own. */
export const EXACT = [
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
];

/** Arithmetic whose last bits the language leaves to the engine: powers, but for 2 to a whole number, and Math's functions. */
export const platformMaths: Rule = (node) => {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isPower =
      kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
    return isPower && !/^2 \*\* -?\d+$/.test(node.getText()) ? words(node) : null;
  }
  const isMath = ts.isIdentifier(node) && node.text === 'Math' && !ts.isTypeReferenceNode(node.parent);
  if (!isMath) return null;
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent)) return words(parent);
  const { text } = parent.name;
  return EXACT.includes(text) || /^[A-Z]/.test(text) ? null : words(parent);
};
