import { addingAccount } from '../../functions/src/core/accounts/registry.ts';
import type { IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import type { AccountDetails } from '../../functions/src/core/logic/account-details.ts';
import type { Clock, Ports } from '../../functions/src/core/ports.ts';
import type { SecretHolder } from '../../functions/src/core/secrets/secret-source.ts';
import { WebhookSecrets } from '../../functions/src/core/secrets/secrets.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import type { SecretKeeper } from '../connect/secret-keeper.ts';
import { Failure, UsageError } from '../exit.ts';
import { secretsOfAccounts, sharing } from './shared-secret.ts';

/** What adding an account reads and changes. */
export interface Adding {
  readonly settings: IntegrationSettings;
  readonly integration: SecretHolder;
  readonly keeper: SecretKeeper;
  readonly ports: Pick<Ports, 'store' | 'secrets'> & { readonly clock: Clock };
  /** Gives the secret that was asked for. */
  readonly secret: () => Promise<string>;
  readonly warn: (sentence: string) => void;
}

/** What is to be added, checked. */
export interface Checked {
  readonly account: string;
  readonly details: AccountDetails;
  /** Undefined if the one that is there is kept. */
  readonly secret: string | undefined;
}

/**
 * Checks an account and its secret, and changes nothing.
 * @param renews Whether a secret is asked for even if there is one.
 * @throws {Failure} if another account has the secret. @throws {IntegrationError} `bad-config` if it cannot be one.
 */
export async function checkedAccount(
  account: string,
  details: AccountDetails,
  renews: boolean,
  adding: Adding,
): Promise<Checked> {
  const held = await adding.keeper.held();
  const secret = renews || held.length === 0 ? (await adding.secret()).trim() : undefined;
  if (secret === '') throw new UsageError('The secret is empty: type it, or pipe it in with --secret-stdin.');
  if (secret !== undefined) await requireForm(secret, adding);
  await requireOwn(account, secret === undefined ? held : [secret], adding);
  return { account, details, secret: secret !== undefined && held.includes(secret) ? undefined : secret };
}

/** Puts the secret where the receiver finds it, and then the account into the registry. */
export async function addAccount(
  { account, details, secret }: Checked,
  { keeper, settings, ports }: Adding,
): Promise<void> {
  if (secret !== undefined) await keeper.add(secret);
  await ports.store.write([addingAccount(settings.provider, account, details, ports.clock.now())]);
}

/** @throws {IntegrationError} `bad-config`, whose message quotes no secret. */
async function requireForm(secret: string, { settings, integration, ports, warn }: Adding): Promise<void> {
  const log = createLogger(({ message }) => warn(message), 'warn');
  const own: IntegrationSettings = { ...settings, webhookSecret: secret, webhookSecretName: undefined };
  await new WebhookSecrets(own, integration, { ...ports, log }).current();
}

/** @throws {Failure} that names the account which has the secret: it would say whose a request is of neither. */
async function requireOwn(
  account: string,
  values: readonly string[],
  { settings, integration, ports }: Adding,
): Promise<void> {
  const known = await secretsOfAccounts(ports, settings, integration.wholeSecret === true);
  const others = known.filter((one) => one.account !== account);
  const mine = sharing([...others, { account, values }]).filter((group) => group.includes(account));
  const [other] = mine.flat().filter((name) => name !== account);
  if (other === undefined) return;
  throw new Failure(
    `${other} has the same secret. The secret says whose a request is, so that each account needs its own: whoever knows one that two have can send for both.`,
  );
}
