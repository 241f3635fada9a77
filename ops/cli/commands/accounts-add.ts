import { urlOfAccount } from '../../../functions/src/core/config/public-urls.ts';
import { accountKeeper } from '../../accounts/account-keeper.ts';
import { addAccount, checkedAccount, type Adding } from '../../accounts/add-account.ts';
import { accountIn, accountPlaceOf } from '../../accounts/named-account.ts';
import { EXIT, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { endpointOf } from '../endpoint-urls.ts';
import { COMMON, COMMON_USAGE, optionsIn } from '../options.ts';
import { mayChange } from '../place.ts';

const USAGE = `Adds an account of a provider that serves many: puts its secret where the function reads it, and keeps what you say
about it for handlers, as context.account. Run it again to change that, or to add a new secret beside the one before.

  npx integrations accounts add woocommerce shop-1 --set plan=pro --set tenant=t-17 --project my-project
  pass show shop-1 | npx integrations accounts add woocommerce shop-1 --secret-stdin --yes

  --set <name>=<value>  what handlers are to know about the account. May be given several times
  --secret-stdin        reads the secret from stdin, in place of asking for it
  --new-secret          asks for a secret though the account has one
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

The secret goes straight into Secret Manager, or into functions/.secret.local, and is never shown. A secret that another
account has is refused, for which those of all accounts are read.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...COMMON,
      set: { type: 'string', multiple: true, default: [] },
      'secret-stdin': { type: 'boolean', default: false },
      'new-secret': { type: 'boolean', default: false },
    });
    const [provider, account] = accountIn(positionals);
    const details = Object.fromEntries(values.set.map(detailIn));
    await using served = await accountPlaceOf(provider, values);
    const { entry, place, settings } = served;
    const integration = await entry.integration();
    const adding: Adding = {
      settings,
      integration,
      keeper: await accountKeeper(place, settings, account, integration.wholeSecret === true),
      ports: place.ports,
      secret: () =>
        values['secret-stdin']
          ? terminal.input()
          : terminal.askSecret(`Webhook secret of the account ${account} (--secret-stdin reads it from stdin):`),
      warn: terminal.tell,
    };
    const checked = await checkedAccount(account, details, values['secret-stdin'] || values['new-secret'], adding);
    const secret = checked.secret === undefined ? 'kept' : 'added';
    const does = secret === 'added' ? `adds its secret to ${adding.keeper.where}` : 'keeps its secret';
    if (
      !(await mayChange(place, terminal, values, `This adds the account ${account} of ${entry.title}, and ${does}.`))
    ) {
      return EXIT.notDone;
    }
    await addAccount(checked, adding);
    const urls = await endpointOf(entry, place);
    const url = urls && urlOfAccount(urls.all[0], account);
    if (values.json) terminal.print(JSON.stringify({ provider, account, url, secret, details }));
    else {
      terminal.print(
        `${account} is added. Register this URL at ${entry.title}:\n${url ?? `it has none, since ${provider} is not on`}`,
      );
      if (secret === 'added' && adding.keeper.afterwards !== undefined) terminal.tell(adding.keeper.afterwards);
    }
    return EXIT.done;
  },
};

/** Enough for an id and a plan; anything larger belongs in a record. */
const MOST = 1_000;

/** @throws {UsageError} */
function detailIn(text: string): readonly [string, string] {
  const [, name, value] = /^([a-zA-Z][\w-]{0,63})=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined && value.length <= MOST) return [name, value];
  throw new UsageError(`--set takes a name and a value of at most ${MOST} characters, such as plan=pro.`);
}
