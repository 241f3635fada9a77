import path from 'node:path';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { LOOPBACK } from '../../../local/host/listen.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { loadProjectEnvironment } from '../../delivery/bundle.ts';
import { deployedUrlOf } from '../../deployed-url.ts';
import { EXIT } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { table } from '../table.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

const USAGE = `Prints the address to paste at each provider.

  npx integrations url
  npx integrations url stripe --project my-project

${COMMON_USAGE.project}
${COMMON_USAGE.json}

In a project these are the integrations that are on, and where a public URL is configured (STRIPE_WEBHOOK_URL and so
on, for a domain of your own) it is that one.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, { json: COMMON.json, project: COMMON.project });
    const [provider, ...extra] = positionals;
    requireNoMore(extra);
    const { catalog } = await import('../../../functions/src/generated/catalog.ts');
    const entries = provider === undefined ? Object.values(catalog) : [await entryOf(provider)];
    const urls = await (values.project === undefined ? localUrls(entries) : deployedUrls(entries, values.project));
    const [first] = urls;
    if (first === undefined) {
      terminal.tell(`${provider === undefined ? 'No integration is' : `${provider} is not`} on for ${values.project}.`);
      return EXIT.notDone;
    }
    if (values.json) terminal.print(JSON.stringify(Object.fromEntries(urls)));
    else terminal.print(provider === undefined ? table(urls) : first[1]);
    return EXIT.done;
  },
};

type Urls = readonly (readonly [provider: string, url: string])[];

async function localUrls(entries: readonly CatalogEntry[]): Promise<Urls> {
  const project = loadEnvironment(ROOT);
  const { port } = localSettings(ROOT, project);
  const { config } = await import('../../../functions/src/integrations.config.ts');
  return entries.map(({ provider, webhook }) => [
    provider,
    `http://${LOOPBACK}:${port}/${project}/${config.region}/${webhook}`,
  ]);
}

async function deployedUrls(entries: readonly CatalogEntry[], project: string): Promise<Urls> {
  loadProjectEnvironment(project);
  const { config } = await import('../../../functions/src/integrations.config.ts');
  return entries.flatMap((entry) => {
    const url = deployedUrlOf(config, project, entry);
    return url === undefined ? [] : [[entry.provider, url] as const];
  });
}
