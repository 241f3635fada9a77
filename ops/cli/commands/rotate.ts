import { setTimeout } from 'node:timers/promises';
import path from 'node:path';
import type { RegistrationApi } from '../../../functions/src/core/registration/registration-api.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { ROOT } from '../../../generator/project.ts';
import { stateDirOf } from '../../../local/settings.ts';
import { servedAccount } from '../../accounts/served-account.ts';
import { numbered } from '../../connect/by-hand.ts';
import { openedUrl, receiverUrl, secretKeeper } from '../../connect/open-receiver.ts';
import { registrationApi } from '../../connect/open-api.ts';
import { QUIET_MINUTES } from '../../connect/old-secret.ts';
import { rotate } from '../../connect/rotate.ts';
import type { RotatePorts } from '../../connect/rotating.ts';
import { RotationFile } from '../../connect/rotation-note.ts';
import { EXIT, Failure } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { openPlace } from '../open-place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { mayChange, type Place } from '../place.ts';
import { publishListed } from '../publish-listed.ts';

const USAGE = `Replaces the secret of a provider's webhook without a deploy, and says at every moment what is safe.

  npx integrations rotate stripe --project my-project
  npx integrations rotate github --at repos/acme/shop --project my-project

  --account <name>   of this account, if the provider has many
  --at <place>       where the webhook belongs, if the provider has places: repos/OWNER/NAME
  --as <way>         which kind of webhook, if the provider has several
  --url <url>        its address (default: that of the deployed function)
  --key-stdin        reads the provider's API key from stdin
  --dry-run          says what would be done, and changes nothing
  --remove-first     removes the first of two webhooks without looking into the log whether the old secret is in use
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

If you choose the secret, the receiver gets the new one first. If the provider makes it, the provider signs with both for a
while, or a second webhook replaces the first, which is removed once the log shows that no event was verified with the old
secret alone for ${QUIET_MINUTES} minutes. Otherwise, events may be refused for a few seconds: you are told first, and they are
recovered as by "reconcile" if the provider's API lists events.
A run that was interrupted goes on when you run it again.
`;

/** What the command does, with what tests replace. */
export function rotateCommand(fetch: typeof globalThis.fetch = globalThis.fetch): Command {
  return {
    usage: USAGE,
    async run(args, terminal) {
      const { values, positionals } = optionsIn(args, {
        ...COMMON,
        account: { type: 'string' },
        at: { type: 'string' },
        as: { type: 'string' },
        url: { type: 'string' },
        'key-stdin': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        'remove-first': { type: 'boolean', default: false },
      });
      const [provider, ...extra] = positionals;
      requireNoMore(extra);
      const entry = await entryOf(provider);
      const registration = await entry.registration?.();
      if (registration === undefined || registration.ways.length === 0) {
        throw new Failure(
          `${entry.title} has no API for webhooks that this program knows: see docs/operate/rotate-a-secret.md.`,
        );
      }
      await using place = await openPlace(values);
      const served = await servedAccount(place, entry, values.account);
      const url = await receiverUrl(place, entry, { given: values.url, account: served?.account });
      const keeper = served?.keeper ?? (await secretKeeper(place, entry, registration));
      const isPiped = values['key-stdin'];
      const isOfAccount = served !== undefined;
      const now = () => new Date();
      const api = await registrationApi({ entry, registration }, { place, terminal, fetch, isPiped, isOfAccount });
      const report = await rotate(
        {
          entry,
          registration,
          url,
          account: served?.account,
          options: values,
          command: commandOf(entry.provider, values),
        },
        {
          api,
          keeper,
          notes: new RotationFile(notePath(place, entry.provider, served?.account)),
          verified: place.verified,
          events: place.events,
          recover: isOfAccount ? undefined : await recovery(entry, { api, place, fetch }),
          tell: terminal.tell,
          mayChange: (what) => mayChange(place, terminal, values, what),
          opened: openedUrl(entry.provider, now),
          wait: setTimeout,
          now,
        },
      );
      if (values.json) terminal.print(JSON.stringify(report));
      else if (report.steps !== undefined) terminal.print(numbered(report.steps));
      else terminal.print(report.isDone ? `The secret of ${entry.title} is replaced.` : `${entry.title}: not done.`);
      return report.isDone ? EXIT.done : EXIT.notDone;
    },
  };
}

export const command: Command = rotateCommand();

/** The same command again. */
function commandOf(provider: string, { project, codebase, account, at, as, url }: CommandOptions): string {
  const options = Object.entries({ project, codebase, account, at, as, url });
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]));
  return ['npx integrations rotate', provider, ...given].join(' ');
}

/** What says whose secret is replaced. */
type CommandOptions = Readonly<
  Partial<Record<'project' | 'codebase' | 'account' | 'at' | 'as' | 'url', string | undefined>>
>;

interface RecoveryWith {
  readonly api: RegistrationApi;
  readonly place: Place;
  readonly fetch: typeof globalThis.fetch;
}

/** The same as `reconcile`, with the key of this run. */
async function recovery(
  { provider, missedEvents }: CatalogEntry,
  { api, place, fetch }: RecoveryWith,
): Promise<RotatePorts['recover']> {
  const source = await missedEvents?.();
  if (source === undefined) return undefined;
  return ({ since, until, dryRun }) => {
    const query = { since, until, types: [], undelivered: false };
    return publishListed({ provider, source, query, dryRun }, place, { services: api.services, fetch });
  };
}

/** Beside the local state, for each installation. */
function notePath({ project, installation }: Place, provider: string, account: string | undefined): string {
  const whose = [project ?? 'local', installation?.codebase, provider, account].filter((part) => part !== undefined);
  return path.join(stateDirOf(ROOT), 'rotations', `${whose.join('-')}.json`);
}
