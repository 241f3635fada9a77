import { setTimeout } from 'node:timers/promises';
import { accountIn, accountPlaceOf } from '../../accounts/named-account.ts';
import { NOTICED_AFTER_SECONDS, releaseAccount, resumeAccount } from '../../accounts/pause-account.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn } from '../options.ts';
import { mayChange } from '../place.ts';
import { count } from '../table.ts';

const USAGE = `Resumes a paused account, and sends the events that waited to their consumers.

  npx integrations accounts resume woocommerce shop-1 --project my-project

${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

It waits ${NOTICED_AFTER_SECONDS} seconds in between, in which consumers notice. Events that it did not reach come by themselves within
6 hours; "waiting release" sends them before. A limit holds the account back no less than before.
`;

/** @param wait Lets consumers notice. */
export function resumeCommand(wait: (ms: number) => Promise<unknown>): Command {
  return {
    usage: USAGE,
    async run(args, terminal) {
      const { values, positionals } = optionsIn(args, COMMON);
      const [provider, account] = accountIn(positionals);
      await using served = await accountPlaceOf(provider, values);
      const { place } = served;
      if (!(await mayChange(place, terminal, values, `This has the events of ${account} handled again.`)))
        return EXIT.notDone;
      const changed = await resumeAccount(place.ports, provider, account);
      if (changed) await wait(NOTICED_AFTER_SECONDS * 1000);
      const released = changed ? await releaseAccount(place.ports, provider, account) : 0;
      const text = changed ? `${account} is resumed; ${count(released)} released.` : `${account} was not paused.`;
      terminal.print(values.json ? JSON.stringify({ provider, account, paused: false, changed, released }) : text);
      return EXIT.done;
    },
  };
}

export const command: Command = resumeCommand((ms) => setTimeout(ms));
