import { deadLetterTopicOf, titleOf, topicOf } from '../functions/src/core/event/names.ts';
import { fitted, headerOf, importOf, listOf, objectOf, quote } from './layout.ts';
import type { Files, ProviderSource, SagaSource, TaskSource } from './model.ts';
import { functionId } from './names.ts';

const INTEGRATIONS = 'functions/src/integrations';
const SAGAS = 'functions/src/sagas';

/** The files over all providers, by their paths below generated/: their names, their groups of functions, their catalogue. */
export function renderRegistry(providers: readonly ProviderSource[]): Files {
  return new Map([
    ['providers.ts', providerType(providers)],
    ['index.ts', functionGroups(providers)],
    ['catalog.ts', catalog(providers)],
  ]);
}

function providerType(providers: readonly ProviderSource[]): string {
  const names = providers.map(({ provider }) => quote(provider));
  const line = `export type Provider = ${names.join(' | ') || 'never'};`;
  const lines = `export type Provider =\n${names.map((name) => `  | ${name}`).join('\n')};`;
  return `${headerOf(INTEGRATIONS)}\n/** Every integration there is. */\n${fitted(line, lines)}\n`;
}

function functionGroups(providers: readonly ProviderSource[]): string {
  if (providers.length === 0) return `${headerOf(INTEGRATIONS)}\nexport {};\n`;
  const imports = providers.map(({ provider }) => `import * as ${provider}Functions from './${provider}/index.ts';\n`);
  const groups = providers.map(({ provider }) => {
    const parts = [
      `export const ${provider} = config.settings(${quote(provider)}).enabled`,
      `? ${provider}Functions`,
      ': undefined;',
    ];
    return `${fitted(parts.join(' '), parts.join('\n  '))}\n`;
  });
  return (
    headerOf(INTEGRATIONS) +
    importOf('config', '../integrations.config.ts') +
    imports.join('') +
    `\n// An integration that is off is undefined here, which deploys nothing; on but wrong throws.\n${groups.join('')}`
  );
}

/** What the entries of the catalogue look like. Part of the generated file, which is all that reads it. */
const CATALOG_TYPES = `
/** What there is of one provider, as data, for tools and tests. Not part of the deployed bundle. */
export interface CatalogEntry {
  readonly provider: Provider;
  readonly title: string;
  readonly topic: string;
  readonly deadLetterTopic: string;
  /** Deployed name of the HTTPS function. */
  readonly webhook: string;
  /** Deployed name of the function that keeps the dead letters. */
  readonly deadLetters: string;
  readonly consumers: readonly CatalogConsumer[];
  readonly integration: () => Promise<Integration<unknown>>;
  readonly samples: () => Promise<Samples>;
  /** Lists events from the provider's API, where the integration can. */
  readonly missedEvents?: () => Promise<EventSource<unknown>>;
}

/** One subscriber function. */
export interface CatalogConsumer {
  /** Deployed name. */
  readonly name: string;
  readonly topic: string;
  readonly sagas: readonly { readonly name: string; readonly commands: readonly string[] }[];
  readonly tasks: readonly string[];
  /** Types of every command that its handlers take. */
  readonly commands: readonly string[];
}
`;

function catalog(providers: readonly ProviderSource[]): string {
  const entries = providers.map((source) => [source.provider, entry(source)] as const);
  return (
    headerOf(`${INTEGRATIONS} and ${SAGAS}`) +
    `import type { Integration } from '../core/integration/integration.ts';\n` +
    `import type { EventSource } from '../core/recover/missed-events.ts';\n` +
    `import type { Samples } from '../core/integration/samples.ts';\n` +
    `import type { Provider } from './providers.ts';\n` +
    CATALOG_TYPES +
    `\nexport const catalog: Readonly<Record<Provider, CatalogEntry>> = ${objectOf(entries, '')};\n`
  );
}

function entry(source: ProviderSource): string {
  const { provider, sagas, tasks, handlers } = source;
  const commands = handlers.map(({ command }) => command).toSorted();
  const shared = (one: TaskSource) => !one.isolated;
  const isolatedSagas = sagas.filter((one) => one.isolated);
  const isolatedTasks = tasks.filter((one) => one.isolated);
  const consumers = [
    consumer(provider, `on${titleOf(provider)}Event`, sagas.filter(shared), tasks.filter(shared), commands),
    ...isolatedSagas.map((one) => consumer(provider, one.name, [one], [], commands)),
    ...isolatedTasks.map((one) => consumer(provider, one.name, [], [one], [])),
  ];
  return objectOf(
    [
      ['provider', quote(provider)],
      ['title', quote(titleOf(provider))],
      ['topic', quote(topicOf(provider))],
      ['deadLetterTopic', quote(deadLetterTopicOf(provider))],
      ['webhook', quote(functionId(provider, 'webhook'))],
      ['deadLetters', quote(functionId(provider, 'onDeadLetter'))],
      ['consumers', `[\n${consumers.map((one) => `      ${one},\n`).join('')}    ]`],
      ...(source.isInstance ? instanceParts(provider) : integrationParts(source)),
    ],
    '  ',
  );
}

type Parts = readonly (readonly [key: string, value: string])[];

/** What the folder of a programmed integration exports, loaded when it is asked for. */
function integrationParts({ provider, listsMissedEvents }: ProviderSource): Parts {
  const load = (key: string, file: string, name: string): readonly [string, string] => {
    const loaded = `(await import('../integrations/${provider}/${file}.ts')).${name}`;
    const line = `    ${key}: async () => ${loaded},`;
    return [key, line === fitted(line, '') ? `async () => ${loaded}` : `async () =>\n      ${loaded}`];
  };
  return [
    load('integration', 'index', provider),
    load('samples', 'samples', `${provider}Samples`),
    ...(listsMissedEvents ? [load('missedEvents', 'missed-events', `${provider}MissedEvents`)] : []),
  ];
}

/** What is made of the configuration; only when it is asked for, since that reads the environment. */
function instanceParts(provider: string): Parts {
  const make = (name: string, file: string) =>
    [
      'async () => {',
      `  const { ${name} } = await import('../core/generic/${file}.ts');`,
      `  const { config } = await import('../integrations.config.ts');`,
      `  return ${name}(${quote(provider)}, config.instance(${quote(provider)}));`,
      '}',
    ].join('\n    ');
  return [
    ['integration', make('instanceIntegration', 'instance-integration')],
    ['samples', make('instanceSamples', 'samples')],
  ];
}

function consumer(
  provider: string,
  name: string,
  sagas: readonly SagaSource[],
  tasks: readonly TaskSource[],
  commands: readonly string[],
): string {
  const inner = '        ';
  const list = (key: string, items: readonly string[], indent = inner) =>
    listOf(items.map(quote), indent, key.length + 2);
  const sagaLines = sagas.map((one) => {
    const properties: [string, string][] = [
      ['name', quote(one.name)],
      ['commands', list('commands', one.commands, `${inner}    `)],
    ];
    return `${inner}  ${objectOf(properties, `${inner}  `)},\n`;
  });
  return objectOf(
    [
      ['name', quote(functionId(provider, name))],
      ['topic', quote(topicOf(provider))],
      ['sagas', sagas.length === 0 ? '[]' : `[\n${sagaLines.join('')}${inner}]`],
      [
        'tasks',
        list(
          'tasks',
          tasks.map((one) => one.name),
        ),
      ],
      ['commands', list('commands', commands)],
    ],
    '      ',
  );
}
