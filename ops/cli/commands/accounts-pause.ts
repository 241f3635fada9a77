import { accountIn, accountPlaceOf } from '../../accounts/named-account.ts';
import { NOTICED_AFTER_SECONDS, pauseAccount } from '../../accounts/pause-account.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn } from '../options.ts';
import { mayChange } from '../place.ts';

const USAGE = `Pauses one account: its events are accepted and put aside, unhandled and uncounted, until it is resumed. The events of
all other accounts go on.

  npx integrations accounts pause woocommerce shop-1 --project my-project
  npx integrations accounts resume woocommerce shop-1 --project my-project

${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

Each consumer notices it within ${NOTICED_AFTER_SECONDS} seconds. "waiting list" shows the events that wait.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, COMMON);
    const [provider, account] = accountIn(positionals);
    await using served = await accountPlaceOf(provider, values);
    const { place } = served;
    if (!(await mayChange(place, terminal, values, `This puts all events of the account ${account} aside.`)))
      return EXIT.notDone;
    const changed = await pauseAccount(place.ports, provider, account);
    const text = changed
      ? `${account} is paused: its events wait, in ${NOTICED_AFTER_SECONDS} seconds at the latest.`
      : `${account} was paused already.`;
    terminal.print(values.json ? JSON.stringify({ provider, account, paused: true, changed }) : text);
    return EXIT.done;
  },
};
