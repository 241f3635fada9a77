import type { IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { sharing, type AccountSecret } from '../accounts/shared-secret.ts';
import { firstOf } from '../cli/table.ts';
import { finding, ok, unknown, type Result } from './result.ts';

/** As many accounts are named in one finding. */
const MOST_NAMED = 5;

/** Looks at the secrets of all accounts that were added: whether each has some, and none has another's. */
export function accountResults(
  { provider }: Pick<IntegrationSettings, 'provider'>,
  secrets: readonly AccountSecret[],
  project: string | undefined,
): readonly Result[] {
  const what = `${provider}: accounts`;
  const where = project === undefined ? '' : ` --project ${project}`;
  const add = (account: string) => `npx integrations accounts add ${provider} ${account} --new-secret${where}`;
  const failed = secrets.flatMap(({ account, values }) =>
    values instanceof SecretAccessError ? [{ account, values }] : [],
  );
  const away = failed.filter(({ values }) => values.reason === 'unreachable');
  const lacking = [
    ...failed.filter(({ values }) => values.reason !== 'unreachable').map(({ account }) => account),
    ...secrets.flatMap(({ account, values }) => (Array.isArray(values) && values.length === 0 ? [account] : [])),
  ];
  const shared = sharing(secrets);
  const results = [
    ...(away.length === 0
      ? []
      : [unknown(what, `The secrets of ${named(away.map(({ account }) => account))} could not be read.`)]),
    ...(lacking.length === 0
      ? []
      : [
          finding(
            what,
            `${named(lacking)}: there is no secret that may be read, so that their requests are refused.`,
            add(lacking[0] ?? ''),
          ),
        ]),
    ...shared.map((group) =>
      finding(
        what,
        `${named(group)} have the same secret: whoever knows it can send for each of them.`,
        add(group[0] ?? ''),
      ),
    ),
  ];
  return results.length > 0 ? results : [ok(what, `${secrets.length} were added, each with its own secret`)];
}

function named(accounts: readonly string[]): string {
  return firstOf(accounts, MOST_NAMED);
}
