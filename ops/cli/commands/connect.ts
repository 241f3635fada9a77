import { setTimeout } from 'node:timers/promises';
import { addingAccount } from '../../../functions/src/core/accounts/registry.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { numbered, stepsByHand } from '../../connect/by-hand.ts';
import { wantedTypes } from '../../connect/choose-types.ts';
import { connect, type ConnectReport } from '../../connect/connect.ts';
import { registrationApi } from '../../connect/open-api.ts';
import { apiKeyKeeper, openedUrl, ownTopic, receiverUrl, secretKeeper } from '../../connect/open-receiver.ts';
import { addingStep, servedAccount } from '../../accounts/served-account.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { openPlace } from '../open-place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { mayChange } from '../place.ts';

const USAGE = `Has a provider send its events here: finds, creates or repairs the webhook at the provider, puts its secret where the
function reads it, and waits for a test event if the provider has one. A second run changes nothing.

  npx integrations connect stripe --project my-project
  npx integrations connect github --at repos/acme/shop --project my-project --dry-run

  --account <name>   of this account, if the provider has many: see "accounts connect"
  --at <place>       where the webhook belongs, if the provider has places: repos/OWNER/NAME
  --as <way>         which kind of webhook, if the provider has several (default: the one that is there, or the first)
  --type <type>      this type of event, beside those that sagas and tasks take. May be given several times
  --all-types        every type of event
  --url <url>        the address to register (default: that of the deployed function)
  --take-over        replaces the URL of somebody else, where there can be only one
  --wait             waits for the first event, if the provider sends no test event
  --key-stdin        reads the provider's API key from stdin
  --store-key        keeps the API key: as a version of the secret that STRIPE_API_KEY_NAME names, or in functions/.secret.local
  --dry-run          says what would be done, and does nothing
  --by-hand          prints the steps to do it at the provider, without an API key
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

The API key is taken from stdin, from its variable (STRIPE_API_KEY), or asked for. It is used for these calls and stored
nowhere, unless you say --store-key. The secret goes straight into Secret Manager, or into functions/.secret.local, and is never shown.
For a provider without an API for webhooks, it prints the steps.
`;

/** What the command does, with what tests replace. */
export function connectCommand(fetch: typeof globalThis.fetch = globalThis.fetch): Command {
  return {
    usage: USAGE,
    async run(args, terminal) {
      const { values, positionals } = optionsIn(args, {
        ...COMMON,
        account: { type: 'string' },
        at: { type: 'string' },
        as: { type: 'string' },
        type: { type: 'string', multiple: true, default: [] },
        'all-types': { type: 'boolean', default: false },
        url: { type: 'string' },
        'take-over': { type: 'boolean', default: false },
        wait: { type: 'boolean', default: false },
        'key-stdin': { type: 'boolean', default: false },
        'store-key': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        'by-hand': { type: 'boolean', default: false },
      });
      const [provider, ...extra] = positionals;
      requireNoMore(extra);
      const entry = await entryOf(provider);
      const registration = await entry.registration?.();
      await using place = await openPlace(values);
      const served = await servedAccount(place, entry, values.account);
      const way = registration?.ways.find(({ name }) => name === values.as);
      // What is published to a topic needs no endpoint.
      const address = { given: values.url, account: served?.account };
      const url = way?.addressOf === undefined ? await receiverUrl(place, entry, address) : '';
      const hasApi = registration !== undefined && registration.ways.length > 0;
      if (!hasApi || values['by-hand']) {
        const general = stepsByHand(entry, registration, { url, types: wantedTypes(entry, values) });
        const steps = served === undefined ? general : [...general, addingStep(entry, served.account, place)];
        const lead = hasApi
          ? `How ${entry.title} is connected by hand:\n`
          : `${entry.title} has no API for webhooks that this program knows. By hand:\n`;
        terminal.print(
          values.json
            ? JSON.stringify({ provider: entry.provider, does: 'by hand', url, steps })
            : `${lead}${numbered(steps)}`,
        );
        return EXIT.notDone;
      }
      const keeper =
        served?.keeper ?? (await secretKeeper(place, entry, { ways: way === undefined ? registration.ways : [way] }));
      if (served !== undefined && values['store-key']) {
        throw new UsageError('--store-key keeps the API key of one account, for which there is no place among many.');
      }
      const keyKeeper = values['store-key'] ? await apiKeyKeeper(place, entry) : undefined;
      // The key is asked for once nothing else is lacking.
      const api = await registrationApi(
        { entry, registration },
        { place, terminal, fetch, isPiped: values['key-stdin'], isOfAccount: served !== undefined },
      );
      const now = () => new Date();
      let isAgreed = true;
      const report = await connect(
        { entry, registration, url, topic: ownTopic(place, entry), options: values },
        {
          api,
          keeper,
          events: place.events,
          tell: terminal.tell,
          mayChange: async (what) => (isAgreed = await mayChange(place, terminal, values, what)),
          opened: openedUrl(entry.provider, now),
          wait: setTimeout,
          now,
        },
      );
      if (keyKeeper !== undefined && isAgreed && !values['dry-run'] && report.id !== undefined) {
        await keyKeeper.add(await api.key());
        terminal.tell(`The API key is in ${keyKeeper.where}.`);
      }
      if (served !== undefined && report.isDone && !values['dry-run']) {
        await place.ports.store.write([addingAccount(entry.provider, served.account, {}, now())]);
      }
      terminal.print(values.json ? JSON.stringify(report) : textOf(entry, report));
      return report.isDone ? EXIT.done : EXIT.notDone;
    },
  };
}

export const command: Command = connectCommand();

function textOf({ title }: CatalogEntry, { isDone, id, event, url }: ConnectReport): string {
  if (event !== undefined) return `${title}: ${event.type} ${event.id} is ${event.status}.`;
  if (isDone) return `${title} sends its events to ${url}${id === undefined ? '' : ` (${id})`}.`;
  return `${title}: not done.`;
}
