import type {
  ArrowFunctionExpression,
  BinaryExpression,
  CallExpression,
  FunctionDeclaration,
  FunctionExpression,
  LogicalExpression,
  Node,
} from 'acorn';
import type { Modules } from './business-logic.ts';
import { isCall, originIn, type ModuleFacts, type Origin } from './module-facts.ts';
import { walk } from './syntax.ts';

/** A node, and the module that its names are read in. */
export interface Found<N extends Node> {
  readonly node: N;
  readonly module: ModuleFacts;
}

type AnyFunction = ArrowFunctionExpression | FunctionDeclaration | FunctionExpression;

/** What names mean across the modules of the tree. Nothing of them is run. */
export class Scope {
  readonly #modules: Modules;

  constructor(modules: Modules) {
    this.#modules = modules;
  }

  module(path: string): ModuleFacts | undefined {
    return this.#modules.get(path);
  }

  /** Where the function that is called is imported from. */
  originOf(node: Node, { imports }: ModuleFacts): Origin | undefined {
    return isCall(node) ? originIn(node, imports) : undefined;
  }

  /** The provider whose event class a name is. */
  providerOf(node: Node | undefined, { imports }: ModuleFacts): string | undefined {
    const name = node !== undefined && isIdentifier(node) ? node.name : undefined;
    const found = imports.find(({ local }) => local === name);
    return /^(?:integrations|generated)\/(\w+)\/event\.ts$/.exec(found?.from ?? '')?.[1];
  }

  /** What a name stands for: the value of a constant, or a function, here or where it is imported from. */
  resolved(node: Node, module: ModuleFacts, depth = 0): Found<Node> | undefined {
    if (!isIdentifier(node)) return { node, module };
    if (depth > 5) return undefined;
    const own = module.values.get(node.name);
    if (own !== undefined) return this.resolved(own, module, depth + 1);
    const imported = module.imports.find(({ local }) => local === node.name);
    const from = imported === undefined ? undefined : this.#modules.get(imported.from);
    const local = imported === undefined ? undefined : from?.exported.get(imported.name);
    const value = local === undefined ? undefined : from?.values.get(local);
    return value === undefined || from === undefined ? undefined : this.resolved(value, from, depth + 1);
  }

  functionAt(node: Node | undefined, module: ModuleFacts): Found<AnyFunction> | undefined {
    const found = node === undefined ? undefined : this.resolved(node, module);
    return found !== undefined && isFunction(found.node) ? { node: found.node, module: found.module } : undefined;
  }

  /** What a function returns, if it is one expression; a constant within the function stands for its value. */
  returnedBy(node: Node, module: ModuleFacts): Found<Node> | undefined {
    const found = this.functionAt(node, module);
    if (found === undefined) return undefined;
    const { body } = found.node;
    if (body.type !== 'BlockStatement') return { node: body, module: found.module };
    const last = body.body.at(-1);
    const isPlain = body.body.slice(0, -1).every(({ type }) => type === 'VariableDeclaration');
    if (!isPlain || last?.type !== 'ReturnStatement' || !last.argument) return undefined;
    const inner = new Map(
      body.body.flatMap((one) =>
        one.type === 'VariableDeclaration'
          ? one.declarations.flatMap(({ id, init }) =>
              id.type === 'Identifier' && init ? [[id.name, init] as const] : [],
            )
          : [],
      ),
    );
    const values = new Map([...found.module.values, ...inner]);
    return { node: last.argument, module: { ...found.module, values } };
  }

  /** The value of a property that is written out. */
  propertyOf(node: Node | undefined, name: string): Node | undefined {
    if (node === undefined || !isObject(node)) return undefined;
    for (const property of node.properties) {
      if (isProperty(property) && isIdentifier(property.key) && property.key.name === name) return property.value;
    }
    return undefined;
  }

  /** The texts of a literal, of an array of them, or of a constant with either; undefined if there is anything else. */
  textsIn(node: Node, module: ModuleFacts): readonly string[] | undefined {
    const inner = isSpread(node) ? node.argument : node;
    const found = this.resolved(inner, module);
    if (found === undefined) return undefined;
    const text = literalIn(found.node);
    if (text !== undefined) return [text];
    if (!isArray(found.node)) return undefined;
    const texts = found.node.elements.map((element) =>
      element === null ? undefined : this.textsIn(element, found.module),
    );
    const read = texts.filter((one) => one !== undefined);
    return read.length === texts.length ? read.flat() : undefined;
  }
}

/** Every call below a node, itself included, in the order of the text. */
export function callsIn(node: Node | undefined): readonly CallExpression[] {
  const calls: CallExpression[] = [];
  walk(node, (one) => {
    if (isCall(one)) calls.push(one);
  });
  return calls;
}

export function literalIn(node: Node | undefined): string | undefined {
  return node !== undefined && 'value' in node && node.type === 'Literal' && typeof node.value === 'string'
    ? node.value
    : undefined;
}

export function isIdentifier(node: unknown): node is Node & { readonly type: 'Identifier'; readonly name: string } {
  return typeof node === 'object' && node !== null && 'type' in node && node.type === 'Identifier' && 'name' in node;
}

function isFunction(node: Node): node is AnyFunction {
  return /^(?:ArrowFunctionExpression|FunctionDeclaration|FunctionExpression)$/.test(node.type);
}

function isObject(node: Node): node is Node & { readonly properties: readonly Node[] } {
  return node.type === 'ObjectExpression' && 'properties' in node;
}

function isProperty(node: Node): node is Node & { readonly key: Node; readonly value: Node } {
  return node.type === 'Property' && 'key' in node && 'value' in node;
}

function isSpread(node: Node): node is Node & { readonly argument: Node } {
  return node.type === 'SpreadElement' && 'argument' in node;
}

function isArray(node: Node): node is Node & { readonly elements: readonly (Node | null)[] } {
  return node.type === 'ArrayExpression' && 'elements' in node;
}

export function isComparison(node: Node): node is BinaryExpression | LogicalExpression {
  return node.type === 'BinaryExpression' || node.type === 'LogicalExpression';
}
