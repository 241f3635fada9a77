import { removingAccount } from '../../../functions/src/core/accounts/registry.ts';
import { accountKeeper } from '../../accounts/account-keeper.ts';
import { accountIn, accountPlaceOf } from '../../accounts/named-account.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn } from '../options.ts';
import { mayChange } from '../place.ts';

const USAGE = `Removes an account: disables every version of its secret, so that its requests are refused as those of a stranger, and
forgets what was kept about it. Remove its webhook at the provider too. Its events, records and dead letters stay.

  npx integrations accounts remove woocommerce shop-1 --project my-project

${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

Nothing is deleted from Secret Manager: enable a version there, and add the account again, to take it back.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, COMMON);
    const [provider, account] = accountIn(positionals);
    await using served = await accountPlaceOf(provider, values);
    const { entry, place, settings } = served;
    const keeper = await accountKeeper(place, settings, account, (await entry.integration()).wholeSecret === true);
    const what = `This removes the account ${account} of ${entry.title}, and ends ${keeper.where}.`;
    if (!(await mayChange(place, terminal, values, what))) return EXIT.notDone;
    // The secret first: an account that is listed and refused is noticed, one that is accepted and not listed is not.
    await keeper.end();
    await place.ports.store.write([removingAccount(provider, account)]);
    const minutes = keeper.delayMs / 60_000;
    const late =
      minutes === 0 ? (keeper.afterwards ?? '') : `Functions accept its secret for up to ${minutes} minutes more.`;
    terminal.print(
      values.json ? JSON.stringify({ provider, account, removed: true }) : `${account} is removed. ${late}`.trimEnd(),
    );
    return EXIT.done;
  },
};
