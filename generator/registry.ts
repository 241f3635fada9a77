import { SAGAS as SAGA_GROUP } from '../functions/src/core/event/names.ts';
import { besideEngine, type Addresses } from './addresses.ts';
import { catalogFile } from './catalog-file.ts';
import { fitted, headerOf, listOf, quote } from './layout.ts';
import type { DurableGroup, Files, ProviderSource } from './model.ts';

const INTEGRATIONS = 'functions/src/integrations';
const SAGAS = 'functions/src/sagas';

/** The files over all providers, by their paths below generated/: their names, their groups of functions, their catalogue. */
export function renderRegistry(
  providers: readonly ProviderSource[],
  group: DurableGroup,
  addresses: Addresses = besideEngine,
): Files {
  return new Map([
    ['providers.ts', providerType(providers)],
    ['index.ts', functionGroups(providers, group)],
    ['catalog.ts', catalogFile(providers, group, addresses)],
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

function functionGroups(providers: readonly ProviderSource[], group: DurableGroup): string {
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
    (group.sagas.length + group.waiting.length > 0
      ? `import * as ${SAGA_GROUP}Functions from './${SAGA_GROUP}.ts';\n`
      : '') +
    `\n// An integration that is off is undefined here, which deploys nothing; on but wrong throws.\n${groups.join('')}` +
    sagaGroup(group)
  );
}

/** The functions of durable sagas are deployed if one of them can get facts, or if a message may wait to be woken. */
function sagaGroup({ sagas, waiting }: DurableGroup): string {
  const sources = new Set([...sagas.flatMap((one) => one.providers), ...waiting]);
  if (sources.size === 0) return '';
  const providers = [...sources].toSorted().map(quote);
  const parts = [
    `export const ${SAGA_GROUP} = config.isAnyEnabled(${listOf(providers, '', `export const ${SAGA_GROUP} = config.isAnyEnabled(`.length)})`,
    `? ${SAGA_GROUP}Functions`,
    ': undefined;',
  ];
  return `${fitted(parts.join(' '), parts.join('\n  '))}\n`;
}
