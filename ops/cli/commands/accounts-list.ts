import { accountsOf, type RegisteredAccount } from '../../../functions/src/core/accounts/registry.ts';
import { accountPlaceOf } from '../../accounts/named-account.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import { cut, moment, table } from '../table.ts';

const USAGE = `Lists the accounts of a provider that serves many, as they were added.

  npx integrations accounts list woocommerce
  npx integrations accounts list woocommerce --project my-project --json

${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, PLACE);
    const [provider, ...extra] = positionals;
    requireNoMore(extra);
    await using served = await accountPlaceOf(provider, values);
    const accounts = await Array.fromAsync(accountsOf(served.place.ports.store, served.entry.provider));
    terminal.print(values.json ? JSON.stringify({ accounts }) : textOf(accounts));
    return EXIT.done;
  },
};

function textOf(accounts: readonly RegisteredAccount[]): string {
  if (accounts.length === 0) return 'No account was added.';
  const rows = accounts.map(({ account, addedAt, pausedAt, details }) => [
    account,
    moment(addedAt),
    pausedAt === undefined ? '' : moment(pausedAt),
    cut(
      Object.entries(details)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      100,
    ),
  ]);
  return table([['ACCOUNT', 'ADDED (UTC)', 'PAUSED (UTC)', ''], ...rows]);
}
