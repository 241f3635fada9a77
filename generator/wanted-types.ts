import type { BinaryExpression, CallExpression, Expression, MemberExpression, Node, SpreadElement } from 'acorn';
import type { Declaration, Modules } from './business-logic.ts';
import { declarationsOf } from './business-logic.ts';
import { EVENT_OR_STATE, isOf, isTask, TYPE_OF_EVENT, FACTS_FROM } from './declarations.ts';
import type { WantedTypes } from './model.ts';
import { isCall, type ModuleFacts } from './module-facts.ts';
import { callsIn, isComparison, isIdentifier, literalIn, Scope, type Found } from './scope.ts';
import { walk } from './syntax.ts';

/**
 * Reads the types of events that a provider's business logic takes from its code: what has to be asked of the provider.
 * Whatever is not certain to be narrowed is named, since a type that is missing would be an event that never comes.
 */
export function wantedTypesIn(modules: Modules): (provider: string) => WantedTypes {
  const scope = new Scope(modules);
  const declared = [...modules.values()].flatMap(declarationsOf);
  return (provider) => wantedTypes(provider, declared, scope);
}

function wantedTypes(provider: string, declared: readonly Declaration[], scope: Scope): WantedTypes {
  const types = new Set<string>();
  const unread: string[] = [];
  for (const declaration of declared) {
    const found = typesOfDeclaration(declaration, provider, scope);
    if (found === undefined) unread.push(declaration.name);
    else for (const type of found) types.add(type);
  }
  return { types: [...types].toSorted(), unread: unread.toSorted() };
}

type Types = readonly string[] | undefined;

/** undefined: they cannot be read. Empty: it takes none of the provider's. */
function typesOfDeclaration(declaration: Declaration, provider: string, scope: Scope): Types {
  const { kind, path, call } = declaration;
  const module = scope.module(path);
  if (module === undefined) return [];
  if (kind === 'durableSaga') return typesOfFacts(call.arguments[0], module, provider, scope);
  if (!path.startsWith(`sagas/${provider}/`)) return [];
  if (isTask(kind)) return typesOfTask(declaration, module, scope);
  if (kind !== 'saga') return [];
  const [run, options] = call.arguments;
  return declaredTypes(options, module, scope) ?? typesOfStream(run, 0, module, scope);
}

/** Each `from(StripeEvent, operator, …)` below has to narrow by its operator. */
function typesOfFacts(node: Node | undefined, module: ModuleFacts, provider: string, scope: Scope): Types {
  const sources = callsIn(node).flatMap((call) => {
    const origin = scope.originOf(call, module);
    return isOf(FACTS_FROM, origin) ? [call] : [];
  });
  if (sources.length === 0) return undefined;
  const ours = sources.filter(({ arguments: [event] }) => scope.providerOf(event, module) === provider);
  return union(ours.map(({ arguments: [, operator] }) => narrowing(operator, module, scope)));
}

function typesOfTask({ call }: Declaration, module: ModuleFacts, scope: Scope): Types {
  const [, , options] = call.arguments;
  return declaredTypes(options, module, scope) ?? typesOfPredicate(scope.propertyOf(options, 'when'), module, scope);
}

/** What the author wrote out: `{ types: ['order.paid'] }`. */
function declaredTypes(options: Node | undefined, module: ModuleFacts, scope: Scope): Types {
  const types = scope.propertyOf(options, 'types');
  return types === undefined ? undefined : scope.textsIn(types, module);
}

/**
 * What passes a function of a stream of events. Each use of the stream has to narrow it.
 * @param index Which parameter the stream is.
 */
function typesOfStream(node: Node | undefined, index: number, module: ModuleFacts, scope: Scope): Types {
  const found = scope.functionAt(node, module);
  const parameter = found?.node.params[index];
  if (found === undefined || parameter?.type !== 'Identifier') return undefined;
  const { body } = found.node;
  const uses = usesOf(parameter.name, body);
  if (uses === undefined || uses.length === 0) return undefined;
  return union(
    uses.map(({ call, argument }) =>
      argument === undefined
        ? firstNarrowing(call.arguments, found.module, scope)
        : typesOfStream(call.callee, argument, found.module, scope),
    ),
  );
}

interface Use {
  /** The call of `pipe`, or the call that the stream is given to. */
  readonly call: CallExpression;
  /** Its place among the arguments of the call; undefined if its `pipe` is called. */
  readonly argument?: number;
}

/** Where a stream is used; undefined if one of the uses is something else. */
function usesOf(name: string, body: Node): readonly Use[] | undefined {
  const isIt = (node: unknown) => isIdentifier(node) && node.name === name;
  let all = 0;
  walk(body, (node) => {
    if (isIt(node)) all++;
  });
  const uses = callsIn(body).flatMap((call): readonly Use[] => {
    const { callee } = call;
    const isPiped = callee.type === 'MemberExpression' && isIt(callee.object) && nameIn(callee.property) === 'pipe';
    const given = call.arguments.flatMap((one, argument) => (isIt(one) ? [{ call, argument }] : []));
    return isPiped ? [{ call }, ...given] : given;
  });
  return uses.length === all ? uses : undefined;
}

/** The first of several operators that narrows: those before it let through more. */
function firstNarrowing(operators: readonly (Expression | SpreadElement)[], module: ModuleFacts, scope: Scope): Types {
  for (const operator of operators) {
    const types = narrowing(operator, module, scope);
    if (types !== undefined) return types;
    // Whatever else changes the stream may have used it.
    if (!isOf(TYPE_OF_EVENT, scope.originOf(operator, module))) return undefined;
  }
  return undefined;
}

/** States are listed, and no provider is asked to send them. */
const STATE_FILTER = /^is[A-Z]\w*StateOf$/;

const TYPE_FILTER = /^is[A-Z]\w*(?:EventOfType|SnapshotOfType)$/;

/** The types that an operator lets through; undefined if that cannot be read. */
function narrowing(node: Node | undefined, module: ModuleFacts, scope: Scope, depth = 0): Types {
  if (node === undefined || depth > 5) return undefined;
  const at: Found<Node> | undefined = scope.resolved(node, module);
  if (at === undefined) return undefined;
  const call = isCall(at.node) ? at.node : undefined;
  if (call === undefined) return undefined;
  const origin = scope.originOf(call, at.module);
  if (origin !== undefined && STATE_FILTER.test(origin.name)) return [];
  if (origin !== undefined && TYPE_FILTER.test(origin.name)) {
    return union(call.arguments.map((argument) => scope.textsIn(argument, at.module)));
  }
  if (isOf(EVENT_OR_STATE, origin)) return narrowing(call.arguments[0], at.module, scope, depth + 1);
  if (origin?.from === 'rxjs' && origin.name === 'pipe') return firstNarrowing(call.arguments, at.module, scope);
  if (origin?.from === 'rxjs' && origin.name === 'filter') return typesOfPredicate(call.arguments[0], at.module, scope);
  const made = scope.returnedBy(call.callee, at.module);
  return made === undefined ? undefined : narrowing(made.node, made.module, scope, depth + 1);
}

/** `({ event }) => event.type === TYPE`, or several with `||`. */
function typesOfPredicate(node: Node | undefined, module: ModuleFacts, scope: Scope): Types {
  const made = node === undefined ? undefined : scope.returnedBy(node, module);
  return made === undefined ? undefined : typesOfTest(made.node, made.module, scope);
}

function typesOfTest(node: Node, module: ModuleFacts, scope: Scope): Types {
  if (!isComparison(node)) return undefined;
  if (node.operator === '||') {
    return union([typesOfTest(node.left, module, scope), typesOfTest(node.right, module, scope)]);
  }
  if (node.operator === '&&') return typesOfTest(node.left, module, scope) ?? typesOfTest(node.right, module, scope);
  const type = literalIn(scope.resolved(node.right, module)?.node);
  return node.operator === '===' && isTypeField(node.left) && type !== undefined ? [type] : undefined;
}

/** `event.type`, `envelope.eventtype`, or either of them of something else: any other `type` is of what is in the event. */
function isTypeField(node: BinaryExpression['left']): boolean {
  if (node.type !== 'MemberExpression' || node.computed) return false;
  const name = nameIn(node.property);
  return (
    (name === 'type' && isNamed('event', node.object)) || (name === 'eventtype' && isNamed('envelope', node.object))
  );
}

function isNamed(name: string, node: MemberExpression['object']): boolean {
  if (nameIn(node) === name) return true;
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && nameIn(node.property) === name;
}

function nameIn(node: unknown): string | undefined {
  return isIdentifier(node) ? node.name : undefined;
}

/** All of them; undefined if one cannot be read. */
function union(several: readonly Types[]): Types {
  const read = several.filter((types) => types !== undefined);
  return read.length === several.length ? read.flat() : undefined;
}
