import { IntegrationError } from '../event/errors.ts';
import { keepNewest } from '../keep-newest.ts';
import type { IntegrationSettings } from '../config/settings.ts';
import type { SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { AccountSecrets, type AccountPorts, type AccountShape } from './account-secrets.ts';
import { FAILURE_AGE_MS } from './cached.ts';
import { LookupBudget } from './lookup-budget.ts';
import type { SecretSource } from './source.ts';

/** Accounts whose secrets are kept; those that were used last. */
export const MOST_ACCOUNTS = 10_000;
/** Names that do not belong to an account, which are not looked up again for {@link UNKNOWN_AGE_MS}. */
export const MOST_UNKNOWN = 1_000;
export const UNKNOWN_AGE_MS = 60_000;
/**
 * Look-ups within {@link LOOKUPS_INTERVAL_MS} that found no account, and as many that found nothing new of one: anybody can
 * cause them.
 */
export const MOST_LOOKUPS = 100;
export const LOOKUPS_INTERVAL_MS = 60_000;

const NONE: readonly SecretVersion[] = [];

/**
 * The secrets of many accounts. A request is verified with those of the account that its URL names, and with no others. An
 * account that does not exist has no secret, so the same code refuses its requests as it refuses a wrong signature.
 *
 * If a secret could not be looked up, because somebody used up the {@link MOST_LOOKUPS} first look-ups or Secret Manager is out of reach, a
 * request of an unknown account cannot be told from one of an account that is not known yet. Until that is over, every
 * request that no secret verifies is asked to come again, so that the answer does not show which accounts there are.
 */
export class SecretsByAccount implements SecretSource {
  readonly #settings: IntegrationSettings;
  readonly #shape: AccountShape;
  readonly #ports: AccountPorts;
  readonly #firsts: LookupBudget;
  readonly #refreshes: LookupBudget;
  /** In the order of their last use. */
  readonly #held = new Map<string, AccountSecrets>();
  /** Each account's first look-up, while it goes on. */
  readonly #flights = new Map<string, Promise<readonly SecretVersion[]>>();
  /** Until when each name is not looked up again, in the order in which they were looked up. */
  readonly #unknown = new Map<string, number>();
  /** Requests of accounts whose secrets could not be looked up. */
  readonly #unasked = new WeakSet<RawWebhook>();
  /** Whose each secret is, by its digest. */
  readonly #owners = new Map<string, string>();
  #outOfReachUntil = Number.NEGATIVE_INFINITY;
  #hasWarned = false;

  constructor(settings: IntegrationSettings, shape: AccountShape, ports: AccountPorts) {
    this.#settings = settings;
    this.#shape = shape;
    this.#ports = ports;
    this.#firsts = new LookupBudget(MOST_LOOKUPS, LOOKUPS_INTERVAL_MS, ports.clock);
    this.#refreshes = new LookupBudget(MOST_LOOKUPS, LOOKUPS_INTERVAL_MS, ports.clock);
  }

  /** How many accounts' secrets are held. */
  get size(): number {
    return this.#held.size;
  }

  /** The secrets of the account that the URL names; none if there is no such account, or if they cannot be had for now. */
  current(request: RawWebhook): readonly SecretVersion[] | Promise<readonly SecretVersion[]> {
    const { account } = request;
    if (account === undefined || this.#isUnknown(account)) return NONE;
    const held = this.#held.get(account);
    if (held !== undefined) {
      this.#keep(account, held);
      return this.#valuesOf(account, held, request);
    }
    const flight = this.#flights.get(account);
    if (flight !== undefined) return this.#answered(flight, request);
    if (this.#now() < this.#outOfReachUntil || !this.#firsts.take()) return this.#notAsked(request);
    const first = this.#lookUp(account).finally(() => this.#flights.delete(account));
    this.#flights.set(account, first);
    return this.#answered(first, request);
  }

  /**
   * Looks for newer secrets of the account, if it has any.
   * @throws {IntegrationError} `secret-unavailable` while secrets cannot be looked up, whichever account it is.
   */
  async refreshed(request: RawWebhook): Promise<readonly SecretVersion[] | undefined> {
    if (this.#unasked.has(request) || this.#isShort()) throw this.#unavailable();
    const { account } = request;
    const held = account === undefined ? undefined : this.#held.get(account);
    if (account === undefined || held === undefined) return undefined;
    try {
      return await held.refreshed(this.#refreshes);
    } catch (error) {
      if (isOutOfReach(error)) throw this.#unavailable(error);
      this.#forget(account, error);
      return undefined;
    }
  }

  async #lookUp(account: string): Promise<readonly SecretVersion[]> {
    const secrets = new AccountSecrets(account, this.#settings, this.#shape, this.#ports, this.#owners);
    try {
      const values = await secrets.current();
      this.#firsts.giveBack();
      this.#keep(account, secrets);
      return values;
    } catch (error) {
      secrets.release();
      if (isOutOfReach(error)) throw error;
      this.#forget(account, error);
      return NONE;
    }
  }

  async #valuesOf(account: string, held: AccountSecrets, request: RawWebhook): Promise<readonly SecretVersion[]> {
    try {
      return await held.current();
    } catch (error) {
      if (isOutOfReach(error)) return this.#failed(request);
      this.#forget(account, error);
      return NONE;
    }
  }

  #answered(flight: Promise<readonly SecretVersion[]>, request: RawWebhook): Promise<readonly SecretVersion[]> {
    return flight.catch(() => this.#failed(request));
  }

  /** Keeps the account as the one that was used last. */
  #keep(account: string, secrets: AccountSecrets): void {
    keepNewest(this.#held, account, secrets, MOST_ACCOUNTS)?.[1].release();
  }

  /** What was found not to be an account, or no longer to be one. Why is for the log: a stranger is told nothing. */
  #forget(account: string, error: unknown): void {
    this.#held.get(account)?.release();
    this.#held.delete(account);
    keepNewest(this.#unknown, account, this.#now() + UNKNOWN_AGE_MS, MOST_UNKNOWN);
    this.#tell(account, error);
  }

  /** Secret Manager answers a name that nobody has as it answers one that may not be read, if the role is for single secrets. */
  #tell(account: string, error: unknown): void {
    const { log } = this.#ports;
    const fields = { account, error };
    switch (AccountSecrets.faultOf(error)) {
      case 'unknown':
        log.debug('No such account', fields);
        return;
      case 'denied':
        if (!this.#hasWarned) log.warn('The secret of an account may not be read, or there is no such account', fields);
        this.#hasWarned = true;
        return;
      case 'unusable':
        log.error('The secret of an account cannot be used; its requests are refused', fields);
    }
  }

  #isUnknown(account: string): boolean {
    const until = this.#unknown.get(account);
    if (until === undefined) return false;
    const left = until - this.#now();
    if (left > 0 && left <= UNKNOWN_AGE_MS) return true;
    this.#unknown.delete(account);
    return false;
  }

  #isShort(): boolean {
    return this.#firsts.isUsedUp || this.#now() < this.#outOfReachUntil;
  }

  #failed(request: RawWebhook): readonly SecretVersion[] {
    this.#outOfReachUntil = this.#now() + FAILURE_AGE_MS;
    return this.#notAsked(request);
  }

  #notAsked(request: RawWebhook): readonly SecretVersion[] {
    this.#unasked.add(request);
    return NONE;
  }

  #unavailable(cause?: unknown): IntegrationError {
    return new IntegrationError(
      this.#settings.provider,
      'secret-unavailable',
      'The webhook secret cannot be looked up right now; send the event again.',
      cause === undefined ? {} : { cause },
    );
  }

  #now(): number {
    return this.#ports.clock.now().getTime();
  }
}

function isOutOfReach(error: unknown): boolean {
  return !IntegrationError.is(error) || error.code.endsWith('/secret-unavailable');
}
