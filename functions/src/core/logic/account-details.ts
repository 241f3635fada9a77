/** The account that an event is of, where each account of its provider has its own secret. */
export interface EventAccount {
  /** As its URL names it: `shop-1`. */
  readonly name: string;
  /**
   * What the operator keeps about the account (`accounts add … --set plan=pro`); empty if there is nothing. One read of the
   * store for each call.
   */
  readonly details: () => Promise<AccountDetails>;
}

/** What an operator keeps about an account: `{ plan: 'pro', tenant: 't-17' }`. */
export type AccountDetails = Readonly<Record<string, string>>;
