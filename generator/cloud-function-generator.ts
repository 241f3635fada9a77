import { deadLetterTopicOf, titleOf, topicOf } from '../functions/src/core/event/names.ts';
import { GeneratorError } from './fault.ts';
import { DEAD_LETTER_OPTIONS, RECONCILE_OPTIONS, SUBSCRIBER_OPTIONS, WEBHOOK_OPTIONS } from './function-options.ts';
import { headerOf, importOf, listOf, literals, objectOf, quote } from './layout.ts';
import type { ExportSource, Files, ProviderSource } from './model.ts';
import { faultOfName, functionId, requireDistinct, requirePrefix, RESERVED_FILES, reservedNames } from './names.ts';

/** From generated/<provider>/ to functions/src/. */
const SOURCE = '../../';
const CONFIG = 'functions/src/integrations.config.ts';

type FunctionSources = Omit<ProviderSource, 'provider'>;

interface ConsumerParts extends Pick<FunctionSources, 'isInstance' | 'reviveTakesServices'> {
  readonly sagas: readonly ExportSource[];
  readonly tasks: readonly ExportSource[];
  readonly handlers: readonly ExportSource[];
}

/** Writes the functions of one provider: its webhook, its subscribers, its keeper of dead letters, its search for missed events. Data in, text out. */
export class CloudFunctionGenerator {
  readonly #prefix: string;
  readonly #title: string;

  private constructor(prefix: string) {
    this.#prefix = prefix;
    this.#title = titleOf(prefix);
  }

  /**
   * A generator of functions that deploy as `<prefix>-webhook`, `<prefix>-on<Prefix>Event` and so on.
   * @param prefix The provider, as its folder under integrations/ is called: `stripe`.
   * @throws {GeneratorError} when the Firebase loader could not take it for a prefix.
   */
  static withPrefix(prefix: string): CloudFunctionGenerator {
    requirePrefix(prefix);
    return new CloudFunctionGenerator(prefix);
  }

  /**
   * The files of the provider's functions, by their paths below generated/.
   * @throws {GeneratorError} when a saga or a task has a name that its function cannot have.
   */
  render(source: FunctionSources): Files {
    const prefix = this.#prefix;
    this.#requireNames(source);
    const isolated = [...source.sagas, ...source.tasks].filter((one) => one.isolated);
    const shared = ({ isolated: own }: { readonly isolated: boolean }) => !own;
    const functions = new Map([
      ['webhook', source.isInstance ? this.#instanceWebhook() : this.#webhook()],
      [
        `on${this.#title}Event`,
        this.#subscriber(`on${this.#title}Event`, {
          ...source,
          sagas: source.sagas.filter(shared),
          tasks: source.tasks.filter(shared),
        }),
      ],
      ...isolated.map((one) => [one.name, this.#isolated(one, source)] as const),
      ['onDeadLetter', this.#deadLetter(source)],
      ...(source.listsMissedEvents ? [['reconcile', this.#reconcile()] as const] : []),
    ]);
    const files = new Map([...functions].map(([name, text]) => [`${prefix}/${name}.ts`, text]));
    if (source.isInstance) files.set(`${prefix}/event.ts`, this.#event());
    return files.set(`${prefix}/index.ts`, this.#group([...functions.keys()], source));
  }

  #webhook(): string {
    const options = objectOf(literals(WEBHOOK_OPTIONS), '');
    return (
      headerOf(`functions/src/integrations/${this.#prefix}`) +
      importOf('webhookFunction', `${SOURCE}gcp/webhook-function.ts`) +
      importOf(this.#prefix, `${SOURCE}integrations/${this.#prefix}/index.ts`) +
      `\nexport const webhook = webhookFunction(${this.#prefix}, ${options});\n`
    );
  }

  #instanceWebhook(): string {
    const name = quote(this.#prefix);
    return (
      headerOf(CONFIG) +
      importOf('instanceIntegration', `${SOURCE}core/generic/instance-integration.ts`) +
      importOf('webhookFunction', `${SOURCE}gcp/webhook-function.ts`) +
      importOf('config', `${SOURCE}integrations.config.ts`) +
      `\nconst integration = instanceIntegration(${name}, config.instance(${name}));\n` +
      `\nexport const webhook = webhookFunction(integration, ${objectOf(literals(WEBHOOK_OPTIONS), '')});\n`
    );
  }

  /** The event class and the operator, which the folder of a programmed integration brings. */
  #event(): string {
    const name = quote(this.#prefix);
    return (
      headerOf(CONFIG) +
      `import { genericEvent, genericEventOfType } from '${SOURCE}core/generic/event.ts';\n` +
      `\n/** An event of ${this.#prefix} on the platform. */\n` +
      `export class ${this.#title}Event extends genericEvent(${name}) {}\n` +
      `\n/** Lets through the events of ${this.#prefix} of the given types. */\n` +
      `export const is${this.#title}EventOfType = genericEventOfType(${name});\n`
    );
  }

  #isolated(one: ExportSource, source: FunctionSources): string {
    const isSaga = source.sagas.some(({ name }) => name === one.name);
    const parts = isSaga ? { sagas: [one], tasks: [] } : { sagas: [], tasks: [one], handlers: [] };
    return this.#subscriber(one.name, { ...source, ...parts });
  }

  #subscriber(functionName: string, source: ConsumerParts): string {
    const { sagas, tasks, handlers, isInstance, reviveTakesServices } = source;
    const event = `${this.#title}Event`;
    // The function and the one saga or task that is all it runs have one name.
    const localOf = ({ name }: ExportSource) => (name === functionName ? 'isolated' : name);
    const aliasOf = (one: ExportSource) => (localOf(one) === one.name ? undefined : localOf(one));
    const logic = [...sagas, ...tasks, ...handlers].toSorted(
      (a, b) => compare(a.path, b.path) || compare(a.name, b.name),
    );
    const options = { topic: topicOf(this.#prefix), ...SUBSCRIBER_OPTIONS };
    const wired = (parts: readonly ExportSource[]) =>
      objectOf(
        parts.map((one) => [one.name, localOf(one)]),
        '    ',
      );
    const parameters = reviveTakesServices ? 'envelope, services' : 'envelope';
    const names = handlers.map(({ name }) => name);
    const definition: (readonly [string, string])[] = [
      ['name', quote(functionId(this.#prefix, functionName))],
      ['provider', quote(this.#prefix)],
      ['revive', `(${parameters}) => ${event}.revive(${parameters})`],
      ['sagas', wired(sagas)],
      ['tasks', wired(tasks)],
      ['handlers', listOf(names, '    ', 'handlers: '.length)],
    ];
    return (
      headerOf(`functions/src/sagas/${this.#prefix}`) +
      importOf('subscriberFunction', `${SOURCE}gcp/subscriber-function.ts`) +
      importOf(event, isInstance ? './event.ts' : `${SOURCE}integrations/${this.#prefix}/event.ts`) +
      logic.map((one) => importOf(one.name, SOURCE + one.path, aliasOf(one))).join('') +
      `\nexport const ${functionName} = subscriberFunction(\n` +
      `  ${objectOf(literals(options), '  ')},\n  ${objectOf(definition, '  ')},\n);\n`
    );
  }

  #deadLetter(source: FunctionSources): string {
    const options = { topic: deadLetterTopicOf(this.#prefix), ...DEAD_LETTER_OPTIONS };
    const definition = { name: functionId(this.#prefix, 'onDeadLetter'), provider: this.#prefix };
    return (
      headerOf(this.#home(source)) +
      importOf('deadLetterFunction', `${SOURCE}gcp/dead-letter-function.ts`) +
      `\nexport const onDeadLetter = deadLetterFunction(\n` +
      `  ${objectOf(literals(options), '  ')},\n  ${objectOf(literals(definition), '  ')},\n);\n`
    );
  }

  #reconcile(): string {
    const list = `${this.#prefix}MissedEvents`;
    const options = objectOf(literals(RECONCILE_OPTIONS), '');
    return (
      headerOf(`functions/src/integrations/${this.#prefix}`) +
      importOf('reconcileFunction', `${SOURCE}gcp/reconcile-function.ts`) +
      importOf(list, `${SOURCE}integrations/${this.#prefix}/missed-events.ts`) +
      `\nexport const reconcile = reconcileFunction(${list}, ${options});\n`
    );
  }

  #group(names: readonly string[], source: FunctionSources): string {
    return headerOf(this.#home(source)) + names.map((name) => `export { ${name} } from './${name}.ts';\n`).join('');
  }

  /** Where the provider is defined. */
  #home({ isInstance }: FunctionSources): string {
    return isInstance ? CONFIG : `functions/src/integrations/${this.#prefix}`;
  }

  #requireNames({ sagas, tasks, handlers }: FunctionSources): void {
    const event = `${this.#title}Event`;
    const taken = new Set(['subscriberFunction', 'isolated', event, `on${event}`]);
    for (const { name, path } of [...sagas, ...tasks, ...handlers]) {
      if (!taken.has(name)) continue;
      throw new GeneratorError(
        `functions/src/${path} exports "${name}", a name that the generated code needs: choose another one.`,
      );
    }
    const isolated = [...sagas, ...tasks].filter((one) => one.isolated);
    for (const { name } of isolated) functionId(this.#prefix, name);
    const reserved = reservedNames(this.#prefix);
    for (const { name, path } of isolated) {
      if (RESERVED_FILES.includes(name.toLowerCase())) {
        throw new GeneratorError(
          `functions/src/${path} isolates "${name}", but generated/${this.#prefix}/${name.toLowerCase()}.ts holds no function: choose another name.`,
        );
      }
      const fault = faultOfName(name);
      if (fault !== undefined) {
        throw new GeneratorError(
          `functions/src/${path} isolates "${name}", which cannot name a function: ${fault}; choose another name.`,
        );
      }
      if (!reserved.includes(name)) continue;
      throw new GeneratorError(
        `functions/src/${path} isolates "${name}", but ${functionId(this.#prefix, name)} is the name of another function: choose another one.`,
      );
    }
    requireDistinct([...reserved, ...isolated.map(({ name }) => name)], `The functions of ${this.#prefix},`);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
