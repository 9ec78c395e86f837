import ts from 'typescript';
import { calledName, type Rule, words } from './syntax.ts';

const isDynamicImport = (node: ts.Node): boolean =>
  ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;

/** Text that becomes code: `eval` and `Function` as values, `eval: true`, timers that take a text. */
export const evaluates: Rule = (node) => {
  if (ts.isIdentifier(node) && (node.text === 'eval' || node.text === 'Function')) {
    return ts.isTypeReferenceNode(node.parent) ? null : words(node.parent);
  }
  if (!ts.isCallExpression(node) || !['setTimeout', 'setInterval'].includes(calledName(node))) return null;
  const [what] = node.arguments;
  return what && (ts.isStringLiteralLike(what) || ts.isTemplateExpression(what)) ? words(node) : null;
};

const EVALUATORS = /^(node:)?(vm|module|repl|inspector|cluster|wasi)(\/|$)/;

/** Node's modules that run a text, or load a file of any name; `createRequire` has a rule of its own. */
export const loadsEvaluator: Rule = (node) => {
  if (!ts.isStringLiteralLike(node) || !EVALUATORS.test(node.text)) return null;
  const { parent } = node;
  const isImported =
    ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || isDynamicImport(parent);
  return isImported && words(parent) !== "import { createRequire } from 'node:module';"
    ? words(parent)
    : null;
};

const isCreateRequire = (node: ts.Node): boolean =>
  ts.isCallExpression(node) && node.expression.getText() === 'createRequire';

/** A module whose name is not written out where it is loaded. */
export const importsByValue: Rule = (node) => {
  if (!ts.isCallExpression(node)) return null;
  if (isCreateRequire(node)) {
    const { parent } = node;
    // Under another name than require, this rule would not see its calls.
    const isSeen =
      (ts.isVariableDeclaration(parent) && parent.name.getText() === 'require') ||
      (ts.isPropertyAccessExpression(parent) && parent.name.text === 'resolve') ||
      (ts.isCallExpression(parent) && parent.expression === node);
    return isSeen ? null : words(parent);
  }
  const loads =
    isDynamicImport(node) ||
    isCreateRequire(node.expression) ||
    /^(require|process\.(binding|dlopen))$/.test(node.expression.getText());
  return loads && !(node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])) ? words(node) : null;
};

/** A command line that a shell would read. */
export const usesShell: Rule = (node) => {
  // Not an option of the command line, which is described by an object.
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'shell') {
    return ts.isObjectLiteralExpression(node.initializer) ? null : words(node);
  }
  const isExec = ts.isImportSpecifier(node) && /^exec(Sync)?$/.test((node.propertyName ?? node.name).text);
  return isExec ? words(node.parent.parent.parent) : null;
};

const STARTERS = ['fork', 'spawn', 'spawnSync', 'execFile', 'execFileSync', 'Worker', 'Tinypool'];

/** Each place where a process or a thread may be started: the import, so that a promisified one counts. */
export const startsProcess: Rule = (node) =>
  ts.isImportSpecifier(node) && !node.isTypeOnly && STARTERS.includes((node.propertyName ?? node.name).text)
    ? (node.propertyName ?? node.name).text
    : ts.isImportClause(node) && node.name !== undefined && STARTERS.includes(node.name.text)
      ? node.name.text
      : null;

/** Own tags are how a YAML text could make other things than plain values. */
export const extendsYaml: Rule = (node) =>
  ts.isPropertyAssignment(node) && /^(customTags|tags)$/.test(node.name.getText()) ? words(node) : null;

const LOOPBACK = /^(127\.0\.0\.1|::1|localhost)$/;

/** A server that listens elsewhere than on loopback: without a host, Node listens on every address. */
export const listensToOthers: Rule = (node) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  if (calledName(node) !== 'listen') return null;
  const [first] = node.arguments;
  const isServer = !first || !ts.isFunctionLike(first) || /\bcreateServer\b/.test(node.getSourceFile().text);
  return !isServer || node.arguments.some(isLoopback) ? null : words(node);
};

function isLoopback(argument: ts.Node): boolean {
  if (ts.isStringLiteralLike(argument)) return LOOPBACK.test(argument.text);
  if (!ts.isObjectLiteralExpression(argument)) return false;
  return argument.properties.some(
    (one) => ts.isPropertyAssignment(one) && one.name.getText() === 'host' && isLoopback(one.initializer),
  );
}
