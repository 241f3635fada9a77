import { titleOf } from '../functions/src/core/event/names.ts';
import { fitted, headerOf, inlineObjectOf, listOf, objectOf, quote } from './layout.ts';
import type { Files, ProviderSource, SagaSource, TaskSource } from './model.ts';

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

/** The groups of a listening codebase, in the one that has its name: `shop.stripe.onStripeEvent`. */
export function renderListenerGroup(codebase: string, providers: readonly string[]): string {
  const imports = providers.map((provider) => `import * as ${provider} from './${provider}.ts';\n`);
  const line = `export const ${codebase} = { ${providers.join(', ')} };`;
  const lines = `export const ${codebase} = {\n${providers.map((provider) => `  ${provider},\n`).join('')}};`;
  const group = providers.length === 0 ? `export const ${codebase} = {};` : fitted(line, lines);
  return `${headerOf(SAGAS)}${imports.join('')}\n${group}\n`;
}

function providerType(providers: readonly ProviderSource[]): string {
  const names = providers.map(({ provider }) => quote(provider));
  const line = `export type Provider = ${names.join(' | ') || 'never'};`;
  const lines = `export type Provider =\n${names.map((name) => `  | ${name}`).join('\n')};`;
  return `${headerOf(INTEGRATIONS)}\n/** Every integration there is. */\n${fitted(line, lines)}\n`;
}

function functionGroups(providers: readonly ProviderSource[]): string {
  if (providers.length === 0) return `${headerOf(INTEGRATIONS)}\nexport {};\n`;
  const imports = providers.map(({ provider }) => `import * as ${provider}Functions from './${provider}.ts';\n`);
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
    `import { config } from '../integrations.config.ts';\n` +
    imports.join('') +
    `\n// An integration that is off is undefined here, which deploys nothing; on but wrong throws.\n${groups.join('')}`
  );
}

/** The facts of every provider, from which `catalogEntry` makes the entries that tools and tests read. */
function catalog(providers: readonly ProviderSource[]): string {
  const made = providers.length > 0 ? 'catalogEntry, type EntryOf' : 'type EntryOf';
  const entries = providers.map((source) => {
    const { provider, title, isInstance } = source;
    const parts = isInstance ? instanceParts(provider) : integrationParts(source);
    // Most names follow from the folder's.
    const named: Parts = title === titleOf(provider) ? [] : [['title', quote(title)]];
    const facts = objectOf([...named, ['consumers', consumersOf(source)], ...parts], '  ');
    return [provider, `catalogEntry(${quote(provider)}, ${facts})`] as const;
  });
  return (
    headerOf(`${INTEGRATIONS} and ${SAGAS}`) +
    `import { ${made} } from '../core/inspect/catalog.ts';\n` +
    `import type { Provider } from './providers.ts';\n` +
    `\n/** What there is of one provider, for tools and tests. Not part of the deployed bundle. */\n` +
    `export type CatalogEntry = EntryOf<Provider>;\n` +
    `\nexport const catalog: Readonly<Record<Provider, CatalogEntry>> = ${objectOf(entries, '')};\n`
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
      `  const { ${name} } = await import('../core/integration/${file}.ts');`,
      `  const { config } = await import('../integrations.config.ts');`,
      `  return ${name}(${quote(provider)}, config.instance(${quote(provider)}));`,
      '}',
    ].join('\n    ');
  return [
    ['integration', make('instanceIntegration', 'instance-integration')],
    ['samples', make('instanceSamples', 'instance-samples')],
  ];
}

/** Each consumer by the name of its function, with what it runs. */
function consumersOf({ provider, sagas, tasks, handlers }: ProviderSource): string {
  const commands = handlers.map(({ command }) => command).toSorted();
  const shared = (one: TaskSource) => !one.isolated;
  const consumers: (readonly [string, string])[] = [
    [`on${titleOf(provider)}Event`, consumerOf(sagas.filter(shared), tasks.filter(shared), commands)],
    ...sagas.filter((one) => one.isolated).map((one) => [one.name, consumerOf([one], [], commands)] as const),
    ...tasks.filter((one) => one.isolated).map((one) => [one.name, consumerOf([], [one], [])] as const),
  ];
  return objectOf(consumers, '    ');
}

/** What one consumer runs: commands by the saga that issues them, tasks, and the commands that its handlers take. */
function consumerOf(sagas: readonly SagaSource[], tasks: readonly TaskSource[], commands: readonly string[]): string {
  const inner = '        ';
  const list = (items: readonly string[], indent: string, key: string) =>
    listOf(items.map(quote), indent, `${key}: `.length);
  const issued = sagas.map((one) => [one.name, list(one.commands, `${inner}  `, one.name)] as const);
  const names = tasks.map(({ name }) => name);
  return objectOf(
    [
      ...(sagas.length > 0 ? [['sagas', inlineObjectOf(issued, inner, 'sagas: '.length)] as const] : []),
      ...(tasks.length > 0 ? [['tasks', list(names, inner, 'tasks')] as const] : []),
      ...(commands.length > 0 ? [['commands', list(commands, inner, 'commands')] as const] : []),
    ],
    '      ',
  );
}
