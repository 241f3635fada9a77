import type { ObservedState } from '../event/state-event.ts';
import type { Store } from '../ledger/store.ts';
import type { Capabilities, Lister, PageRequest } from './lister.ts';
import type { ListingApi } from './listing-api.ts';

/**
 * Each scheduled run begins this long before the end of the last one. Events need more: a change of state is listed within
 * seconds, and nobody has to give up delivering it first.
 */
export const STATES_OVERLAP_MINUTES = 10;

/** An object that the provider's API lists. */
export interface ListedState extends ObservedState {
  /** Whether our records tell less of it, as far as the lister can say: such objects are counted as missed. */
  readonly isBehind?: boolean;
}

export interface StatePage {
  readonly items: readonly ListedState[];
  /** How many objects were looked at, if not all of them are items: objects that the records describe in full are left out. */
  readonly looked?: number;
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** The records that handlers keep, for listers that ask the provider about what is in them. */
export type KnownRecords = Pick<Store, 'list'>;

/**
 * Lists the objects that changed, of a provider whose API does not list its events. What it lists is published as a
 * `StateEvent`, never as an event of the provider. The webhook function never loads one.
 */
export interface StateLister extends Pick<Lister, 'budget' | 'settings' | 'parts'> {
  readonly lists: 'states';
  readonly provider: string;
  /** The kinds of objects, as its states are called. */
  readonly kinds: readonly [string, ...string[]];
  readonly capabilities: Pick<Capabilities, 'reachDays' | 'reachDependsOn'>;
  /** Whether it works without an API key, since the function's own account is asked for. */
  readonly needsNoKey?: boolean;
  /**
   * The objects that changed within the query's span of time, oldest change first if the provider can sort. Objects that
   * change meanwhile leave the span, and must not make the lister skip others.
   */
  page(request: PageRequest, api: ListingApi, records: KnownRecords): Promise<StatePage>;
}

/** What a provider's API lists: its events, or the states of its objects. */
export type AnyLister = Lister | StateLister;

export function isStateLister(lister: AnyLister): lister is StateLister {
  return 'lists' in lister;
}

/** Whose list it is. */
export function providerOf(lister: AnyLister): string {
  return isStateLister(lister) ? lister.provider : lister.integration.provider;
}
