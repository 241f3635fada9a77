import { defaultAddresses, type Addresses } from './addresses.ts';
import { titleOf } from '../functions/src/core/event/names.ts';
import { GeneratorError } from './fault.ts';
import { fitted, headerOf, importsOf, inlineObjectOf, listOf, objectOf, quote, type ImportedName } from './layout.ts';
import { localNamesOf, type LocalName } from './local-names.ts';
import { alone, type ConsumerParts } from './consumer-parts.ts';
import { retriesLater, type ExportSource, type Files, type ProviderSource } from './model.ts';
import { faultOfName, functionId, requireDistinct, requireCodebase, requirePrefix, reservedNames } from './names.ts';

const CONFIG = 'functions/src/integrations.config.ts';

/** Tells the bundler that a function whose file uses only another one may be left out. */
const PURE = '/* @__PURE__ */';

type FunctionSources = Omit<ProviderSource, 'provider' | 'title' | 'wants'>;

/** A statement of the file, and the names that it imports. */
interface Statement {
  readonly imports: readonly ImportedName[];
  readonly text: string;
}

/** What the generator is told besides the provider. */
export interface GeneratorOptions {
  /** Another codebase, which listens to the events that this one publishes. Letters and digits. */
  readonly codebase?: string;
  /** How the generated files import others. By default as in a clone, or by the engine's name in another codebase. */
  readonly addresses?: Addresses;
}

/**
 * Writes the functions of one provider: its webhook, the function on its own topic, its subscribers, the keeper of its dead letters, its search for
 * missed events. Data in, text out.
 */
export class CloudFunctionGenerator {
  readonly #prefix: string;
  readonly #title: string;
  readonly #codebase: string | undefined;
  readonly #addresses: Addresses;

  private constructor(prefix: string, { codebase, addresses = defaultAddresses(codebase) }: GeneratorOptions) {
    this.#prefix = prefix;
    this.#title = titleOf(prefix);
    this.#codebase = codebase;
    this.#addresses = addresses;
  }

  /**
   * A generator of functions that deploy as `<prefix>-webhook`, `<prefix>-on<Prefix>Event` and so on. With a codebase, it
   * writes the listeners of that one only: they deploy as `<codebase>-<prefix>-on<Prefix>Event` and so on.
   * @param prefix The provider, by the name of its folder under integrations/: `stripe`.
   * @throws {GeneratorError} if the Firebase loader could not take either for the name of a group.
   */
  static withPrefix(prefix: string, options: GeneratorOptions = {}): CloudFunctionGenerator {
    requirePrefix(prefix);
    if (options.codebase !== undefined) requireCodebase(options.codebase);
    return new CloudFunctionGenerator(prefix, options);
  }

  /**
   * The file of the provider's functions, and for an instance the one of its event class, by their paths below generated/.
   * @throws {GeneratorError} if a saga or a task has a name that its function cannot have.
   */
  render(source: FunctionSources): Files {
    this.#requireNames(source);
    functionId(this.#group(), `on${this.#title}Event`);
    const isolated = [...source.sagas, ...source.tasks].filter((one) => one.isolated);
    const shared = { ...source, sagas: source.sagas.filter(isShared), tasks: source.tasks.filter(isShared) };
    const locals = localNamesOf(source, new Set([...this.#ownNames(), ...isolated.map(({ name }) => name)]));
    const consumers = [
      this.#subscriber(`on${this.#title}Event`, shared, source, locals),
      ...isolated.map((one) => this.#subscriber(one.name, alone(one, source), source, locals)),
    ];
    if (this.#codebase !== undefined) return new Map([[`${this.#prefix}.ts`, this.#listeners(consumers)]]);
    const statements = [
      source.isInstance ? this.#instanceWebhook(source) : this.#webhook(source),
      ...(source.publishesToTopic ? [this.#topic()] : []),
      ...consumers,
      this.#deadLetter(),
      ...(source.listsMissed === undefined ? [] : [this.#reconcile(source.listsMissed)]),
    ];
    const text =
      headerOf(this.#home(source)) +
      importsOf(distinct(statements.flatMap(({ imports }) => imports))) +
      statements.map((one) => `\n${one.text}`).join('');
    const files = new Map([[`${this.#prefix}.ts`, text]]);
    return source.isInstance ? files.set(`${this.#prefix}/event.ts`, this.#event()) : files;
  }

  /** The file of another codebase. Its configuration has to be read before a function is made. */
  #listeners(consumers: readonly Statement[]): string {
    return (
      headerOf(`functions/src/sagas/${this.#prefix}`) +
      `import '../integrations.config.ts';\n` +
      importsOf(distinct(consumers.flatMap(({ imports }) => imports))) +
      consumers.map((one) => `\n${one.text}`).join('')
    );
  }

  /** Where the event class comes from. */
  #eventImport(isInstance: boolean): ImportedName {
    const name = `${this.#title}Event`;
    if (!isInstance) return this.#from(name, `integrations/${this.#prefix}/event.ts`);
    const own = `./${this.#prefix}/event.ts`;
    return { name, from: this.#codebase === undefined ? own : `integration-service/instances/${this.#prefix}` };
  }

  #webhook({
    publishesToTopic,
    hasAccounts = false,
  }: Pick<FunctionSources, 'publishesToTopic' | 'hasAccounts'>): Statement {
    const [make, path] = publishesToTopic
      ? ['webhookBesideTopic', 'gcp/webhook-beside-topic.ts']
      : ['webhookFunction', 'gcp/webhook-function.ts'];
    return {
      imports: [
        ...this.#accountDoor(hasAccounts),
        this.#from(make, path),
        this.#from(this.#prefix, `integrations/${this.#prefix}/index.ts`),
      ],
      text: `export const webhook = ${PURE} ${make}(${this.#prefix}${hasAccounts ? ', accountDoor' : ''});\n`,
    };
  }

  #accountDoor(hasAccounts: boolean): readonly ImportedName[] {
    return hasAccounts ? [this.#from('accountDoor', 'core/ingest/account-door.ts')] : [];
  }

  #topic(): Statement {
    const topic = `${this.#prefix}Topic`;
    return {
      imports: [
        this.#from('topicFunction', 'gcp/topic-function.ts'),
        this.#from(this.#prefix, `integrations/${this.#prefix}/index.ts`),
        this.#from(topic, `integrations/${this.#prefix}/topic.ts`),
      ],
      text: `export const topic = ${PURE} topicFunction(${this.#prefix}, ${topic});\n`,
    };
  }

  #instanceWebhook({ hasAccounts = false }: Pick<FunctionSources, 'hasAccounts'>): Statement {
    const name = quote(this.#prefix);
    const settings = `${PURE} config.instance(${name})`;
    const start = `const integration = ${PURE} instanceIntegration(`;
    return {
      imports: [
        this.#from('instanceIntegration', 'core/integration/instance-integration.ts'),
        ...this.#accountDoor(hasAccounts),
        this.#from('webhookFunction', 'gcp/webhook-function.ts'),
        this.#from('config', 'integrations.config.ts'),
      ],
      text:
        `${fitted(`${start}${name}, ${settings});`, `${start}\n  ${name},\n  ${settings},\n);`)}\n` +
        `\nexport const webhook = ${PURE} webhookFunction(integration${hasAccounts ? ', accountDoor' : ''});\n`,
    };
  }

  /** The event class and the operator, which a programmed integration has in its folder. */
  #event(): string {
    const name = quote(this.#prefix);
    return (
      headerOf(CONFIG) +
      importsOf([
        this.#fromBelow('ofTypes', 'core/integration/event-class.ts'),
        this.#fromBelow('instanceEvent', 'core/integration/instance-event.ts'),
      ]) +
      `\n/** An event of ${this.#prefix} on the platform. */\n` +
      `export class ${this.#title}Event extends ${PURE} instanceEvent(${name}) {}\n` +
      `\n/** Lets through the events of ${this.#prefix} of the given types. */\n` +
      `export const is${this.#title}EventOfType = ${PURE} ofTypes(${this.#title}Event);\n`
    );
  }

  #subscriber(
    functionName: string,
    { sagas, tasks, durable, handlers, settings }: ConsumerParts,
    { isInstance, hasAccounts = false }: Pick<FunctionSources, 'isInstance' | 'hasAccounts'>,
    locals: ReadonlyMap<ExportSource, LocalName>,
  ): Statement {
    const event = `${this.#title}Event`;
    const localOf = (one: ExportSource) => locals.get(one) ?? one.name;
    const mayWait = retriesLater({ tasks, handlers });
    const wired = (parts: readonly ExportSource[]) =>
      parts.map((one): readonly [string, string] => [one.name, localOf(one)]);
    const definition: (readonly [string, string])[] = [
      ['name', quote(functionId(this.#prefix, functionName))],
      ['provider', quote(this.#prefix)],
      ...(this.#codebase === undefined ? [] : [['codebase', quote(this.#codebase)] as const]),
      ...(sagas.length > 0 ? [['sagas', inlineObjectOf(wired(sagas), '  ', 'sagas: '.length)] as const] : []),
      ...(tasks.length > 0 ? [['tasks', inlineObjectOf(wired(tasks), '  ', 'tasks: '.length)] as const] : []),
      ...(durable.length > 0 ? [['durable', inlineObjectOf(wired(durable), '  ', 'durable: '.length)] as const] : []),
      ...(handlers.length > 0 ? [['handlers', listOf(handlers.map(localOf), '  ', 'handlers: '.length)] as const] : []),
      ...(settings.length > 0 ? [['settings', listOf(settings.map(localOf), '  ', 'settings: '.length)] as const] : []),
      ...(mayWait ? [['parking', 'parkEvents'] as const] : []),
      ...(hasAccounts ? [['accounts', 'holdAccounts'] as const] : []),
    ];
    return {
      imports: [
        this.#from('subscriberFunction', 'gcp/subscriber-function.ts'),
        this.#eventImport(isInstance),
        ...(mayWait ? [this.#from('parkEvents', 'core/handle/parking.ts')] : []),
        ...(hasAccounts ? [this.#from('holdAccounts', 'core/handle/holding-accounts.ts')] : []),
        ...[...sagas, ...tasks, ...durable, ...handlers, ...settings].map((one) => ({
          ...this.#from(one.name, one.path),
          local: localOf(one),
        })),
      ],
      text: `export const ${functionName} = ${PURE} subscriberFunction(${event}, ${objectOf(definition, '')});\n`,
    };
  }

  /** An import of a file of functions/src. */
  #from(name: string, path: string): ImportedName {
    return { name, from: this.#addresses(path) };
  }

  /** The same from a folder below generated/. */
  #fromBelow(name: string, path: string): ImportedName {
    const from = this.#addresses(path);
    return { name, from: from.startsWith('.') ? `../${from}` : from };
  }

  #deadLetter(): Statement {
    return {
      imports: [this.#from('deadLetterFunction', 'gcp/dead-letter-function.ts')],
      text: `export const onDeadLetter = ${PURE} deadLetterFunction(${quote(this.#prefix)});\n`,
    };
  }

  #reconcile({ file, part }: NonNullable<FunctionSources['listsMissed']>): Statement {
    const list = `${this.#prefix}${titleOf(part)}`;
    return {
      imports: [
        this.#from('reconcileFunction', 'gcp/reconcile-function.ts'),
        this.#from(list, `integrations/${this.#prefix}/${file}.ts`),
      ],
      text: `export const reconcile = ${PURE} reconcileFunction(${list});\n`,
    };
  }

  /** What the provider's functions are made from. */
  #home({ isInstance }: FunctionSources): string {
    return isInstance
      ? `${CONFIG} and functions/src/sagas/${this.#prefix}`
      : `functions/src/{integrations,sagas}/${this.#prefix}`;
  }

  /** The names in the file that are not business logic. */
  #ownNames(): readonly string[] {
    const engine = [
      'accountDoor',
      'holdAccounts',
      'webhookFunction',
      'webhookBesideTopic',
      'topicFunction',
      'subscriberFunction',
      'deadLetterFunction',
      'reconcileFunction',
    ];
    const instance = ['instanceIntegration', 'integration', 'config'];
    const provider = [
      this.#prefix,
      `${this.#title}Event`,
      ...['MissedEvents', 'ObjectStates', 'Topic'].map((suffix) => `${this.#prefix}${suffix}`),
    ];
    return [...engine, ...instance, ...provider, ...reservedNames(this.#prefix)];
  }

  /** What precedes the name of a function in its id. */
  #group(): string {
    return this.#codebase === undefined ? this.#prefix : `${this.#codebase}-${this.#prefix}`;
  }

  #requireNames({ sagas, tasks }: FunctionSources): void {
    const isolated = [...sagas, ...tasks].filter((one) => one.isolated);
    const reserved = reservedNames(this.#prefix);
    for (const { name, path } of isolated) {
      functionId(this.#group(), name);
      const isolates = `functions/src/${path} isolates "${name}"`;
      const fault = faultOfName(name);
      if (fault !== undefined) {
        throw new GeneratorError(`${isolates}, which cannot name a function: ${fault}; choose another name.`);
      }
      if (!reserved.includes(name)) continue;
      throw new GeneratorError(
        `${isolates}, but ${functionId(this.#prefix, name)} is the name of another function: choose another one.`,
      );
    }
    requireDistinct([...reserved, ...isolated.map(({ name }) => name)], `The functions of ${this.#prefix},`);
  }
}

function isShared({ isolated }: { readonly isolated: boolean }): boolean {
  return !isolated;
}

/** Each name once, though several functions use it. */
function distinct(names: readonly ImportedName[]): readonly ImportedName[] {
  return [...new Map(names.map((one) => [`${one.from} ${one.name}`, one])).values()];
}
