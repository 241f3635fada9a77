import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { factsOf } from '../../functions/src/core/scheme/scheme-facts.ts';
import { coverageOf } from '../../functions/src/core/scheme/sentence.ts';
import { variableOf } from '../../functions/src/core/config/settings.ts';
import { catalog, type CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { discover } from '../../generator/generate.ts';
import type { ProviderSource } from '../../generator/model.ts';
import { readSources } from '../../generator/tree.ts';

const SOURCE = join(import.meta.dirname, '..', '..', 'functions', 'src');

/** Official verifiers that not even the tests load. */
const UNUSED_VERIFIERS: Readonly<Record<string, string>> = {
  adyen: 'ours; `@adyen/api-library` takes 35 MB on disk',
  adyenPlatform: 'ours; `@adyen/api-library` takes 35 MB on disk',
  box: 'ours; `box-node-sdk` takes 38 MB on disk',
  notion: 'ours; `@notionhq/client` is all of the API',
  sanity: 'ours; `@sanity/webhook` does not look at the time',
  square: 'ours; `square` takes 80 MB to load',
  line: 'ours; `@line/bot-sdk` takes 17 MB on disk',
  customerio: 'ours; `customerio-node` does not look at the time',
  zoom: 'ours; `@zoom/rivet` refuses bodies that Zoom signs',
  braintree: 'ours; `braintree` accepts what follows a signature',
  chargebee: 'ours; `chargebee` checks the credential only if it gets headers',
  coinbaseCommerce: 'ours; `coinbase-commerce-node` parses before it verifies',
  discord: 'ours; `discord-interactions` checks no time',
  gocardless: 'ours; `gocardless-nodejs` accepts what follows a signature',
  polar: 'ours; `@polar-sh/sdk` takes 16 MB on disk',
  razorpay: 'ours; `razorpay` compares with `===`',
  dropboxSign: 'ours; `@dropbox/sign` accepts a time that is not a number',
  onfido: 'ours; `@onfido/api` ignores what follows a signature',
  messagebird: 'ours; the middleware of `messagebird` lets every request through',
  vonage: 'ours; `@vonage/jwt` looks at neither the body nor the time',
  telnyx: 'ours; `telnyx` takes 37 MB on disk',
};

/** What the sources say of one integration, as the cells of docs/integrations.md. */
export interface OverviewCells {
  /** What is signed, and how; only a scheme says it. */
  readonly signed?: string;
  /** The package that checks the signature; if we do it, the one whose verdicts the tests compare ours with. */
  readonly checkedBy: string;
  /** The time window; empty if no time is signed. */
  readonly window: string;
  readonly variables: string;
  readonly functions: string;
  readonly logic: string;
}

/** The cells that follow from the sources, by provider. */
export async function overviewCells(): Promise<ReadonlyMap<string, OverviewCells>> {
  const sources = readSources(SOURCE);
  const cells = new Map<string, OverviewCells>();
  for (const source of discover(sources)) {
    const entry = Object.values(catalog).find(({ provider }) => provider === source.provider);
    if (entry === undefined || source.isInstance) continue;
    const integration = await entry.integration();
    cells.set(source.provider, {
      ...(isFactual(integration) && { signed: coverageOf(integration.scheme) }),
      checkedBy: checkedBy(integration),
      window: windowOf(integration),
      variables: quoted(await variablesOf(entry)),
      functions: quoted(functionsOf(entry)),
      logic: logicOf(source, sources),
    });
  }
  return cells;
}

function windowOf(integration: Integration<unknown>): string {
  const { toleranceSeconds } = integration;
  if (toleranceSeconds === undefined) return '';
  const ahead = isFactual(integration) ? factsOf(integration.scheme).aheadSeconds : undefined;
  return ahead === undefined ? `±${toleranceSeconds} s` : `-${toleranceSeconds} to +${ahead} s`;
}

function checkedBy(integration: Integration<unknown>): string {
  const { provider } = integration;
  const isBySdk = isFactual(integration) && integration.verifiedBy !== undefined;
  const files = ['index', ...(isBySdk ? ['signature'] : [])].map((file) => `integrations/${provider}/${file}.ts`);
  const own = files.flatMap((file) => (existsSync(join(SOURCE, file)) ? packagesIn(file) : []));
  if (own.length > 0) return quoted(own);
  const test = `integrations/${provider}/index.test.ts`;
  const viaClient = /from '\.\/client\.ts'/.test(readFileSync(join(SOURCE, test), 'utf8'));
  const compared = [...packagesIn(test), ...(viaClient ? packagesIn(`integrations/${provider}/client.ts`) : [])];
  if (compared.length > 0) return `ours, compared with ${quoted(compared)}`;
  return UNUSED_VERIFIERS[provider] ?? 'ours; no official verifier exists';
}

/** The packages that a file imports for more than their types. */
function packagesIn(file: string): readonly string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const specifiers = [
    ...text.matchAll(/^import (?!type\b)[^;]*? from '([^'.][^']*)'/gms),
    ...text.matchAll(/\b(?:import|require)\('([^'.][^']*)'\)/g),
  ];
  const names = specifiers.map(([, specifier = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '');
  return [...new Set(names)]
    .filter((name) => !/^node:|^vitest$|^fast-check$|^rxjs$|^integration-service$/.test(name))
    .toSorted();
}

async function variablesOf({ provider, integration, missedEvents }: CatalogEntry): Promise<readonly string[]> {
  const { keySource, needsVerifyToken = false, signsUrl = false } = await integration();
  const has = (file: string) => globSync(`integrations/${provider}/${file}`, { cwd: SOURCE }).length > 0;
  return [
    ...(keySource === undefined ? [] : [variableOf(provider, 'KeysUrl')]),
    variableOf(provider, 'WebhookSecret'),
    ...(needsVerifyToken !== false ? [variableOf(provider, 'VerifyToken')] : []),
    ...(signsUrl ? [variableOf(provider, 'WebhookUrl')] : []),
    ...(has('client.ts') || missedEvents !== undefined ? [variableOf(provider, 'ApiKey')] : []),
  ];
}

function functionsOf({ provider, webhook, consumers, deadLetters, missedEvents }: CatalogEntry): readonly string[] {
  const reconcile = missedEvents === undefined ? [] : [`${provider}-reconcile`];
  return [webhook, ...consumers.map(({ name }) => name), deadLetters, ...reconcile];
}

/** `sagas and tasks` → `collections`; durable sagas, whose collections are in the guide. */
function logicOf(source: ProviderSource, sources: ReadonlyMap<string, string>): string {
  const overTime = source.durable.map(({ name }) => name).toSorted();
  const parts = [
    logicAtOnceOf(source, sources),
    ...(overTime.length === 0 ? [] : [`over time: ${quoted(overTime)}`]),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'none' : parts.join('; ');
}

function logicAtOnceOf(
  { sagas, tasks, durable, handlers: all }: ProviderSource,
  sources: ReadonlyMap<string, string>,
): string | undefined {
  const names = [...sagas, ...tasks].map(({ name }) => name);
  if (names.length === 0) return undefined;
  const handlers = all.filter(({ path }) => durable.every((saga) => saga.path !== path));
  const paths = new Set([...sagas, ...tasks, ...handlers].map(({ path }) => path));
  const texts = [...paths].map((path) => sources.get(path) ?? '');
  const collections = texts.flatMap((text) =>
    [...text.matchAll(/records\.update\(\s*'(\w+)'|\bcollection: '(\w+)'/g)].map(
      ([, one, other]) => one ?? other ?? '',
    ),
  );
  return `${quoted(names)} → ${quoted([...new Set(collections)].toSorted())}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
