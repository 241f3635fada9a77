import { setTimeout } from 'node:timers/promises';
import path from 'node:path';
import { urlOfAccount } from '../../../functions/src/core/config/public-urls.ts';
import { ROOT } from '../../../generator/project.ts';
import { servedAccount } from '../../accounts/served-account.ts';
import { numbered } from '../../connect/by-hand.ts';
import { openedUrl, receiverUrl, secretKeeper } from '../../connect/open-receiver.ts';
import { registrationApi } from '../../connect/open-api.ts';
import { rotate } from '../../connect/rotate.ts';
import { RotationFile } from '../../connect/rotation-note.ts';
import { EXIT, Failure } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { openPlace } from '../open-place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { mayChange, type Place } from '../place.ts';

const USAGE = `Replaces the secret of a provider's webhook without a deploy, and says at every moment what is safe.

  npx integrations rotate stripe --project my-project
  npx integrations rotate github --at repos/acme/shop --project my-project

  --account <name>   of this account, if the provider has many
  --at <place>       where the webhook belongs, if the provider has places: repos/OWNER/NAME
  --as <way>         which kind of webhook, if the provider has several
  --url <url>        its address (default: that of the deployed function)
  --key-stdin        reads the provider's API key from stdin
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

If you choose the secret, the receiver gets the new one first. If the provider makes it, the provider signs with both for a
while, or a second webhook replaces the first. Otherwise, events may be refused for a few seconds, and you are told first.
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
      const base = await receiverUrl(place, entry, values.url);
      const url = served === undefined || values.url !== undefined ? base : urlOfAccount(base, served.account);
      const isPiped = values['key-stdin'];
      const isOfAccount = served !== undefined;
      const now = () => new Date();
      const api = await registrationApi({ entry, registration }, { place, terminal, fetch, isPiped, isOfAccount });
      const report = await rotate(
        { entry, registration, url, options: values },
        {
          api,
          keeper: served?.keeper ?? (await secretKeeper(place, entry, registration)),
          notes: new RotationFile(notePath(place, entry.provider, served?.account)),
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

/** Beside the local state, for each project. */
function notePath({ project }: Place, provider: string, account: string | undefined): string {
  const folder = path.resolve(ROOT, process.env['LOCAL_STATE_DIR'] || '.local');
  return path.join(
    folder,
    'rotations',
    `${[project ?? 'local', provider, ...(account === undefined ? [] : [account])].join('-')}.json`,
  );
}
