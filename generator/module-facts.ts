import type { CallExpression, Class, Node, Program } from 'acorn';
import { addressOf } from './addresses.ts';
import { parseTypeScript, walk } from './syntax.ts';

/** What one module says of itself, read from its syntax: nothing of it is run. */
export interface ModuleFacts {
  readonly path: string;
  readonly imports: readonly ImportFact[];
  /** The modules of the tree that it imports or exports from; other packages are not among them. */
  readonly links: readonly LinkFact[];
  /** Local names by the names they are exported under. */
  readonly exported: ReadonlyMap<string, string>;
  /** Calls of imported functions, wherever they stand. */
  readonly calls: readonly CallFact[];
  readonly classes: readonly ClassFact[];
  /** The constants and functions of the module itself, by their local names. */
  readonly values: ReadonlyMap<string, Node>;
}

export interface LinkFact {
  /** Relative to functions/src. */
  readonly path: string;
  /** As the module writes it. */
  readonly specifier: string;
}

/** Where an imported function or class is from. */
export interface Origin {
  /** Its exported name; `*` for a whole module. */
  readonly name: string;
  /** A path within the tree, or a package. */
  readonly from: string;
}

export interface ImportFact extends Origin {
  readonly local: string;
}

export interface CallFact extends Origin {
  /** The name of the exported constant that is initialised by this very call. */
  readonly exportedAs: string | undefined;
  readonly arguments: CallExpression['arguments'];
}

export interface ClassFact {
  readonly name: string;
  /** The class that it extends, or the function that makes that class. */
  readonly extends: string | undefined;
  readonly statics: ReadonlyMap<string, StaticMember>;
}

export interface StaticMember {
  /** Its value, where it is a string literal. */
  readonly text?: string;
  /** How many it takes, where it is a function. */
  readonly parameters?: number;
}

/** What was read last of each module. A tree is read several times over, and few of its files change in between. */
const known = new Map<string, { readonly text: string; readonly facts: ModuleFacts }>();

/**
 * Reads a module.
 * @param modulePath Relative to functions/src, with `/`: relative imports are resolved against it.
 * @throws {GeneratorError} when it does not parse.
 */
export function readModule(modulePath: string, text: string): ModuleFacts {
  const last = known.get(modulePath);
  if (last?.text === text) return last.facts;
  const facts = parseModule(modulePath, text);
  known.set(modulePath, { text, facts });
  return facts;
}

function parseModule(modulePath: string, text: string): ModuleFacts {
  const { body } = parseTypeScript(modulePath, text).program;
  const imports = importsOf(body, modulePath);
  const exported = exportsOf(body);
  const names = new Map([...exported].map(([name, local]) => [local, name]));
  const constants = new Map(declaratorsOf(body).map(({ init, local }) => [init, local]));
  const calls: CallFact[] = [];
  const classes: ClassFact[] = [];
  walk(body, (node) => {
    if (isClass(node)) classes.push(...classFact(node));
    if (!isCall(node)) return;
    const origin = originIn(node, imports);
    const exportedAs = names.get(constants.get(node) ?? '');
    if (origin !== undefined) calls.push({ ...origin, exportedAs, arguments: node.arguments });
  });
  return {
    path: modulePath,
    imports,
    links: linksOf(body, modulePath),
    exported,
    calls,
    classes,
    values: valuesOf(body),
  };
}

type Body = Program['body'];

function importsOf(body: Body, modulePath: string): readonly ImportFact[] {
  return body.flatMap((node) => {
    if (node.type !== 'ImportDeclaration') return [];
    const from = resolveFrom(modulePath, node.source);
    return node.specifiers.map((specifier) => {
      const local = specifier.local.name;
      if (specifier.type === 'ImportSpecifier') return { local, name: nameOf(specifier.imported), from };
      return { local, name: specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*', from };
    });
  });
}

function linksOf(body: Body, modulePath: string): readonly LinkFact[] {
  return body.flatMap((node) => {
    const specifier = 'source' in node && node.source ? String(node.source.value) : '';
    const path = addressOf(modulePath, specifier);
    return path === undefined ? [] : [{ path, specifier }];
  });
}

function exportsOf(body: Body): ReadonlyMap<string, string> {
  const exported = new Map<string, string>();
  for (const node of body) {
    if (node.type !== 'ExportNamedDeclaration' || node.source) continue;
    for (const { exported: as, local } of node.specifiers) exported.set(nameOf(as), nameOf(local));
    const { declaration } = node;
    const ids =
      declaration?.type === 'VariableDeclaration'
        ? declaration.declarations.map(({ id }) => id)
        : declaration
          ? [declaration.id]
          : [];
    for (const id of ids) if (id.type === 'Identifier') exported.set(id.name, id.name);
  }
  return exported;
}

function declaratorsOf(body: Body): readonly { readonly local: string; readonly init: Node }[] {
  return body.flatMap((node) => {
    const statement = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (statement?.type !== 'VariableDeclaration') return [];
    return statement.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init ? [{ local: id.name, init }] : [],
    );
  });
}

function valuesOf(body: Body): ReadonlyMap<string, Node> {
  const values = new Map<string, Node>(declaratorsOf(body).map(({ local, init }) => [local, init]));
  for (const node of body) {
    const statement = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (statement?.type === 'FunctionDeclaration') values.set(statement.id.name, statement);
  }
  return values;
}

function resolveFrom(modulePath: string, { value }: { value?: unknown }): string {
  const specifier = String(value);
  return addressOf(modulePath, specifier) ?? specifier;
}

/** The imported function that is called: by its name, or as a member of a whole module. */
export function originIn({ callee }: CallExpression, imports: readonly ImportFact[]): Origin | undefined {
  if (callee.type === 'Identifier') {
    const found = imports.find(({ local }) => local === callee.name);
    return found && { name: found.name, from: found.from };
  }
  if (
    callee.type !== 'MemberExpression' ||
    callee.object.type !== 'Identifier' ||
    callee.property.type !== 'Identifier'
  )
    return undefined;
  const { object, property } = callee;
  const whole = imports.find(({ local, name }) => local === object.name && name === '*');
  return whole && { name: property.name, from: whole.from };
}

function classFact(node: Class): readonly ClassFact[] {
  if (!node.id) return [];
  const statics = new Map<string, StaticMember>();
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock' || !member.static || member.key.type !== 'Identifier') continue;
    const { value } = member;
    const isText = value?.type === 'Literal' && typeof value.value === 'string';
    const isFunction = value?.type === 'FunctionExpression' || value?.type === 'ArrowFunctionExpression';
    statics.set(member.key.name, {
      ...(isText && { text: String(value.value) }),
      ...(isFunction && { parameters: value.params.length }),
    });
  }
  const { superClass } = node;
  const base = superClass?.type === 'CallExpression' ? superClass.callee : superClass;
  return [{ name: node.id.name, extends: base?.type === 'Identifier' ? base.name : undefined, statics }];
}

function nameOf(node: { type: 'Identifier'; name: string } | { type: 'Literal'; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

export function isCall(node: object): node is CallExpression {
  return 'type' in node && node.type === 'CallExpression';
}

function isClass(node: object): node is Class {
  return 'type' in node && (node.type === 'ClassDeclaration' || node.type === 'ClassExpression');
}
