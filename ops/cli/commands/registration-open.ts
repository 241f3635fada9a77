import {
  LONGEST_REGISTRATION_MS,
  REGISTRATION,
  registrationOf,
} from '../../../functions/src/core/integration/registration.ts';
import { WebhookSecrets } from '../../../functions/src/core/secrets/secrets.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { EXIT, Failure, UsageError } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { endpointOf } from '../endpoint-urls.ts';
import { openPlace } from '../open-place.ts';
import { durationOf, optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import type { Place } from '../place.ts';

const USAGE = `Opens a registration: prints the address to create a webhook with, at a provider that sends the secret to the
endpoint while the webhook is created. Such a handshake is answered only if it comes to this address, and only in time.

  npx integrations registration open asana
  npx integrations registration open asana --for 30m --project my-project

  --for <duration>   how long it is open, at most 1h (default: 10m). It closes by itself, and cannot be closed before
${PLACE_USAGE}

Nothing is stored, and no function changes: the address holds the time, signed with the webhook secret that is configured.
It does not make a secret trusted. Add the one that the provider answers you with to the webhook secret.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      for: { type: 'string', default: '10m' },
    });
    const [provider, ...extra] = positionals;
    requireNoMore(extra);
    const entry = await entryOf(provider);
    const integration = await entry.integration();
    if (integration.needsRegistration !== true) {
      throw new UsageError(
        `${entry.provider} needs no registration: give it the address that "npx integrations url ${entry.provider}" prints.`,
      );
    }
    const duration = durationOf('--for', values.for);
    if (duration > LONGEST_REGISTRATION_MS) throw new UsageError('A registration is open for at most 1h.');
    await using place = await openPlace(values);
    const secrets = new WebhookSecrets(place.config.settings(entry.provider), integration, place.ports);
    const [newest] = await secrets.current();
    if (newest === undefined) throw new Failure(`${entry.provider} has no webhook secret yet.`);
    const until = new Date(Date.now() + duration);
    const url = new URL(await addressOf(place, entry));
    url.searchParams.set(REGISTRATION, registrationOf(entry.provider, newest.value, until));
    terminal.print(values.json ? JSON.stringify({ url: url.href, until: until.toISOString() }) : url.href);
    terminal.tell(`Open until ${until.toISOString()}. Create the webhook with this address.`);
    return EXIT.done;
  },
};

/** @throws {Failure} if the integration is not on there. */
async function addressOf(place: Place, entry: CatalogEntry): Promise<string> {
  const here = await endpointOf(entry, place);
  if (here === undefined) throw new Failure(`${entry.provider} is not on for ${place.project}.`);
  return here.all[0];
}
