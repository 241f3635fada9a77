import type { Command } from '../command.ts';
import { UsageError } from '../../exit.ts';
import { requireName } from '../../accounts/account-name.ts';

const USAGE = `Has a provider send the events of one account here: "connect" with the URL and the secret of that account, which is added
to the list of accounts.

  npx integrations accounts connect woocommerce shop-1 --project my-project
  npx integrations accounts connect github acme --at orgs/acme --project my-project

It takes the options of "connect"; --help of that command lists them. The API key is the account's own: it is asked for, or
piped in with --key-stdin, and never taken from a variable.
`;

export const command: Command = {
  usage: USAGE,
  run(args, terminal, program) {
    const [provider, account, ...options] = args;
    if (provider === undefined || account === undefined || account.startsWith('-')) {
      throw new UsageError('Name the provider and the account first, such as woocommerce shop-1.');
    }
    return program(['connect', provider, '--account', requireName(account), ...options], terminal);
  },
};
