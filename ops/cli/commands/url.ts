import { isReachable, publicUrlsOf } from '../../../functions/src/core/config/public-urls.ts';
import { variableOf } from '../../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { LOOPBACK } from '../../../local/host/listen.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { configurationsFor } from '../../delivery/bundle.ts';
import { deployedId } from '../../delivery/installations.ts';
import { deployedUrlsOf } from '../../deployed-url.ts';
import { EXIT } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { table } from '../table.ts';
import { ROOT, userCatalog, userConfig } from '../../../generator/project.ts';

const USAGE = `Prints the address to paste at each provider.

  npx integrations url
  npx integrations url stripe --project my-project

${COMMON_USAGE.project}
${COMMON_USAGE.json}

In a project these are the integrations that are on. Each has the address of its function, or the public URLs that are
configured (STRIPE_WEBHOOK_URL and so on, for a domain of your own): register the first. If a provider signs the URL,
the signature is checked for each of them.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, { json: COMMON.json, project: COMMON.project });
    const [provider, ...extra] = positionals;
    requireNoMore(extra);
    const catalog = await userCatalog();
    const entries = provider === undefined ? Object.values(catalog) : [await entryOf(provider)];
    const { project } = values;
    const urls = await (project === undefined ? localUrls(entries) : deployedUrls(entries, project));
    const [first] = urls;
    if (first === undefined) {
      terminal.tell(`${provider === undefined ? 'No integration is' : `${provider} is not`} on for ${project}.`);
      return EXIT.notDone;
    }
    if (values.json)
      terminal.print(JSON.stringify(Object.fromEntries(urls.map((each) => [labelOf(each), each.all[0]]))));
    else if (provider === undefined) terminal.print(table(urls.flatMap(rowsOf)));
    else if (urls.length > 1) terminal.print(table(urls.flatMap(rowsOf)));
    else terminal.print(first.all.join('\n'));
    for (const { of } of urls.filter(({ isBehindGateway }) => isBehindGateway)) {
      const variable = variableOf(of, 'WebhookUrl');
      terminal.tell(`${of} is reached by a gateway or a load balancer: register its URL, and set ${variable} to it.`);
    }
    for (const { of, signs } of urls) {
      if (project !== undefined && signs) {
        terminal.tell(`${of} signs the URL: register it exactly as above, or set ${variableOf(of, 'WebhookUrl')}.`);
      }
    }
    return EXIT.done;
  },
};

/** The addresses of one endpoint. */
interface Urls {
  readonly of: string;
  /** Which of several installations it is of. */
  readonly codebase?: string;
  /** The one to register, and what else is accepted where the URL is signed. */
  readonly all: readonly [string, ...string[]];
  readonly signs: boolean;
  /** Whether providers cannot reach the function itself, and the URL that they can reach is not configured. */
  readonly isBehindGateway: boolean;
}

function rowsOf(urls: Urls): readonly (readonly string[])[] {
  return urls.all.map((url, index) => [index === 0 ? labelOf(urls) : '', url]);
}

function labelOf({ of, codebase }: Urls): string {
  return codebase === undefined ? of : `${of} (${codebase})`;
}

async function localUrls(entries: readonly CatalogEntry[]): Promise<readonly Urls[]> {
  const project = loadEnvironment(ROOT);
  const { port } = localSettings(ROOT, project);
  const config = await userConfig();
  return entries.map(({ provider, webhook }) => ({
    of: provider,
    all: [`http://${LOOPBACK}:${port}/${project}/${config.region}/${webhook}`],
    signs: false,
    isBehindGateway: false,
  }));
}

async function deployedUrls(entries: readonly CatalogEntry[], project: string): Promise<readonly Urls[]> {
  const { configs } = await configurationsFor(project);
  const urls: Urls[] = [];
  for (const { installation, config } of configs) {
    for (const entry of entries) {
      const [url, ...others] = deployedUrlsOf(config, project, entry, installation);
      if (url === undefined) continue;
      const integration = await entry.integration();
      // Refuses an address that the provider cannot sign for.
      const name = deployedId(entry.webhook, installation);
      const settings = config.settings(entry.provider);
      publicUrlsOf(integration, settings, name, { region: config.region, project });
      urls.push({
        of: entry.provider,
        ...(configs.length > 1 && { codebase: installation.codebase }),
        all: [url, ...others],
        signs: integration.signsUrl === true,
        isBehindGateway: settings.webhookUrls.length === 0 && !isReachable(settings.functions.webhook),
      });
    }
  }
  return urls;
}
