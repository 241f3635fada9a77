import { titleOf } from '../functions/src/core/event/names.ts';
import { besideEngine, type Addresses } from './addresses.ts';
import { fitted, headerOf, inlineObjectOf, listOf, objectOf, quote } from './layout.ts';
import {
  retriesLater,
  type DurableGroup,
  type DurableSource,
  type ExportSource,
  type HandlerSource,
  type ProviderSource,
  type SagaSource,
  type TaskSource,
} from './model.ts';

/** The catalog: the facts of every provider, from which `catalogEntry` makes the entries that tools and tests read. */
export function catalogFile(providers: readonly ProviderSource[], group: DurableGroup, addresses: Addresses): string {
  const made = `${providers.length > 0 ? 'catalogEntry, ' : ''}type DurableEntry, type EntryOf`;
  const entries = providers.map((source) => {
    const { provider, title, isInstance } = source;
    const parts = isInstance ? instanceParts(provider, addresses) : integrationParts(source, addresses);
    // Most names follow from the folder's.
    const named: Parts = title === titleOf(provider) ? [] : [['title', quote(title)]];
    const facts = objectOf(
      [
        ...named,
        ['consumers', consumersOf(source)],
        ...wantedParts(source),
        ...parts,
        ...settingParts(source.settings),
      ],
      '  ',
    );
    return [provider, `catalogEntry(${quote(provider)}, ${facts})`] as const;
  });
  return (
    headerOf('functions/src/integrations and functions/src/sagas') +
    `import { ${made} } from ${quote(addresses('core/inspect/catalog.ts'))};\n` +
    `import type { Provider } from './providers.ts';\n` +
    `\n/** What there is of one provider, for tools and tests. Not part of the deployed bundle. */\n` +
    `export type CatalogEntry = EntryOf<Provider>;\n` +
    `\nexport const catalog: Readonly<Record<Provider, CatalogEntry>> = ${objectOf(entries, '')};\n` +
    `\n/** The durable sagas of the bundle, by name. */\n` +
    `export const durableSagas: Readonly<Record<string, DurableEntry>> = ${durableEntries(group)};\n` +
    sagaSettings(group)
  );
}

/** What the handlers of durable sagas read of the environment. */
function sagaSettings({ settings }: DurableGroup): string {
  if (settings.length === 0) return '';
  return (
    `\n/** The settings and secrets that the handlers of durable sagas read. */\n` +
    `export const sagaSettings = ${settingsLoader(settings, '')};\n`
  );
}

/** What handlers read of the environment, loaded when it is asked for. */
function settingParts(settings: readonly ExportSource[]): Parts {
  return settings.length === 0 ? [] : [['settings', settingsLoader(settings, '    ')]];
}

function settingsLoader(settings: readonly ExportSource[], indent: string): string {
  const lines = settings.map(({ path, name }) => `${indent}  ${exportAt(besideEngine(path), name)},\n`);
  return `async () => [\n${lines.join('')}${indent}]`;
}

/** What a module exports, loaded when it is asked for. @param from What it is imported by. */
function exportAt(from: string, name: string): string {
  return `(await import(${quote(from)})).${name}`;
}

function durableEntries({ sagas }: DurableGroup): string {
  if (sagas.length === 0) return '{}';
  const entries = sagas.map(({ name, path, providers, commands }) => {
    const list = (key: string, items: readonly string[]) =>
      [key, listOf(items.map(quote), '    ', `${key}: `.length)] as const;
    const parts = [
      list('providers', providers),
      list('commands', commands),
      loaded('definition', besideEngine(path), name),
    ];
    return [name, objectOf(parts, '  ')] as const;
  });
  return objectOf(entries, '');
}

type Parts = readonly (readonly [key: string, value: string])[];

/** What the folder of a programmed integration exports, loaded when it is asked for. */
function integrationParts(
  { provider, listsMissed, listsFailures, isRegistered, publishesToTopic }: ProviderSource,
  addresses: Addresses,
): Parts {
  const load = (key: string, file: string, name: string) =>
    loaded(key, addresses(`integrations/${provider}/${file}.ts`), name);
  return [
    load('integration', 'index', provider),
    load('samples', 'samples', `${provider}Samples`),
    ...(listsMissed === undefined
      ? []
      : [load(listsMissed.part, listsMissed.file, `${provider}${titleOf(listsMissed.part)}`)]),
    ...(listsFailures ? [load('failedDeliveries', 'failed-deliveries', `${provider}FailedDeliveries`)] : []),
    ...(isRegistered ? [load('registration', 'registration', `${provider}Registration`)] : []),
    ...(publishesToTopic ? [load('providerTopic', 'topic', `${provider}Topic`)] : []),
  ];
}

/** A part of a catalog's entry that loads what a module exports. @param from What it is imported by. */
function loaded(key: string, from: string, name: string): readonly [key: string, value: string] {
  const value = exportAt(from, name);
  const line = `    ${key}: async () => ${value},`;
  return [key, line === fitted(line, '') ? `async () => ${value}` : `async () =>\n      ${value}`];
}

/** The types of events that sagas and tasks take, and those whose types cannot be read. */
function wantedParts({ wants: { types, unread } }: ProviderSource): Parts {
  const list = (key: string, items: readonly string[]): Parts =>
    items.length === 0 ? [] : [[key, listOf(items.map(quote), '    ', `${key}: `.length)]];
  return [...list('types', types), ...list('unreadTypes', unread)];
}

/** What is made of the configuration; only when it is asked for, since that reads the environment. */
function instanceParts(provider: string, addresses: Addresses): Parts {
  const make = (name: string, file: string) =>
    [
      'async () => {',
      `  const { ${name} } = await import(${quote(addresses(`core/integration/${file}.ts`))});`,
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
function consumersOf({ provider, sagas, tasks, durable, handlers }: ProviderSource): string {
  const shared = (one: TaskSource) => !one.isolated;
  const consumers: (readonly [string, string])[] = [
    [`on${titleOf(provider)}Event`, consumerOf(sagas.filter(shared), tasks.filter(shared), handlers, durable)],
    ...sagas.filter((one) => one.isolated).map((one) => [one.name, consumerOf([one], [], handlers)] as const),
    ...tasks.filter((one) => one.isolated).map((one) => [one.name, consumerOf([], [one], [])] as const),
  ];
  return objectOf(consumers, '    ');
}

/** What one consumer runs: commands by the saga that issues them, tasks, and the commands that its handlers take. */
function consumerOf(
  sagas: readonly SagaSource[],
  tasks: readonly TaskSource[],
  handlers: readonly HandlerSource[],
  durable: readonly DurableSource[] = [],
): string {
  const inner = '        ';
  const list = (items: readonly string[], indent: string, key: string) =>
    listOf(items.map(quote), indent, `${key}: `.length);
  const issued = sagas.map((one) => [one.name, list(one.commands, `${inner}  `, one.name)] as const);
  const names = tasks.map(({ name }) => name);
  const commands = handlers.map(({ command }) => command).toSorted();
  return objectOf(
    [
      ...(sagas.length > 0 ? [['sagas', inlineObjectOf(issued, inner, 'sagas: '.length)] as const] : []),
      ...(tasks.length > 0 ? [['tasks', list(names, inner, 'tasks')] as const] : []),
      ...(durable.length > 0
        ? [
            [
              'durable',
              list(
                durable.map(({ name }) => name),
                inner,
                'durable',
              ),
            ] as const,
          ]
        : []),
      ...(commands.length > 0 ? [['commands', list(commands, inner, 'commands')] as const] : []),
      ...(retriesLater({ tasks, handlers }) ? [['retriesLater', 'true'] as const] : []),
    ],
    '      ',
  );
}
