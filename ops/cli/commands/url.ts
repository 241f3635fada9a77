import { urlOfAccount } from '../../../functions/src/core/config/public-urls.ts';
import { requireName } from '../../accounts/account-name.ts';
import { variableOf } from '../../../functions/src/core/config/settings.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { endpointUrls, type EndpointUrls } from '../endpoint-urls.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { table } from '../table.ts';
import { userCatalog } from '../../../generator/project.ts';

const USAGE = `Prints the address to paste at each provider.

  npx integrations url
  npx integrations url stripe --project my-project
  npx integrations url woocommerce --account shop-1

  --account <name>   of this account, if the provider serves many
${COMMON_USAGE.project}
${COMMON_USAGE.json}

In a project these are the integrations that are on. Each has the address of its function, or the public URLs that are
configured (STRIPE_WEBHOOK_URL and so on, for a domain of your own): register the first. If a provider signs the URL,
the signature is checked for each of them.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      json: COMMON.json,
      project: COMMON.project,
      account: { type: 'string' },
    });
    const [provider, ...extra] = positionals;
    requireNoMore(extra);
    const catalog = await userCatalog();
    const entries = provider === undefined ? Object.values(catalog) : [await entryOf(provider)];
    const { project } = values;
    const account = accountOf(provider, values.account);
    const bases = await endpointUrls(entries, project);
    const urls = account === undefined ? bases : bases.map((one) => ofAccount(one, account));
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

/** @throws {UsageError} */
function accountOf(provider: string | undefined, account: string | undefined): string | undefined {
  if (account === undefined) return undefined;
  if (provider === undefined)
    throw new UsageError('--account takes a provider: integrations url woocommerce --account shop-1.');
  return requireName(account);
}

function ofAccount({ all: [first, ...others], ...rest }: EndpointUrls, account: string): EndpointUrls {
  return { ...rest, all: [urlOfAccount(first, account), ...others.map((url) => urlOfAccount(url, account))] };
}

function rowsOf(urls: EndpointUrls): readonly (readonly string[])[] {
  return urls.all.map((url, index) => [index === 0 ? labelOf(urls) : '', url]);
}

function labelOf({ of, codebase }: EndpointUrls): string {
  return codebase === undefined ? of : `${of} (${codebase})`;
}
