import { describeState } from '../event/state-event.ts';
import { matchesType } from '../event/names.ts';
import {
  isStateLister,
  type AnyLister,
  type KnownRecords,
  type ListedState,
  type StateLister,
} from './state-lister.ts';
import { isListedFor, recovered, type RecoveredItem } from './listed-events.ts';
import type { Capabilities, EventQuery, ListedItem, Lister, PageRequest } from './lister.ts';
import type { ListingApi } from './listing-api.ts';

/** A line of a list that is walked through, whatever it lists. */
export interface WalkedItem extends Pick<ListedItem, 'key' | 'at'> {
  readonly isWanted: boolean;
  /** Reads it as what is published. @returns undefined if it is not wanted after all. */
  readonly read: () => Promise<RecoveredItem | undefined>;
}

/** A list that is walked through, whatever it lists. */
export interface WalkedList {
  readonly provider: string;
  readonly capabilities: Pick<Capabilities, 'filtersTime' | 'order'>;
  parts(api: ListingApi, query: EventQuery): Promise<readonly string[]>;
  page(request: PageRequest, api: ListingApi, records: KnownRecords): Promise<WalkedPage>;
}

interface WalkedPage {
  readonly items: readonly WalkedItem[];
  /** How many lines the page has for people who read the report. */
  readonly listed: number;
  readonly next: string | undefined;
}

/** A list of events or of states, as it is walked through. */
export function walkedList(lister: AnyLister): WalkedList {
  return isStateLister(lister) ? listOfStates(lister) : listOfEvents(lister);
}

function listOfEvents(lister: Lister): WalkedList {
  const { integration, capabilities } = lister;
  return {
    provider: integration.provider,
    capabilities,
    parts: async (api, query) => (await lister.parts?.(api, query)) ?? [''],
    async page(request, api) {
      const { items, next } = await lister.page(request, api);
      const walked = items.map((item): WalkedItem => ({
        key: item.key,
        at: item.at,
        isWanted: isListedFor(request.query, item),
        read: () => recovered(integration, item, request.query),
      }));
      return { items: walked, listed: items.length, next };
    },
  };
}

function listOfStates(lister: StateLister): WalkedList {
  return {
    provider: lister.provider,
    // The lister itself keeps to the span of time: the time of a state may be that of the question.
    capabilities: { filtersTime: true, order: 'oldest first' },
    parts: async (api, query) => (await lister.parts?.(api, query)) ?? [''],
    async page(request, api, records) {
      const { items, looked = items.length, next } = await lister.page(request, api, records);
      return { items: items.map((state) => itemOf(state, request.query)), listed: looked, next };
    },
  };
}

function itemOf(state: ListedState, { types }: EventQuery): WalkedItem {
  const about = describeState(state);
  const event = { about, native: state.object, json: undefined };
  return {
    key: about.id,
    at: state.updatedAt,
    isWanted: matchesType(about.type, types),
    read: () => Promise.resolve({ events: [event], isUndelivered: state.isBehind ?? false }),
  };
}
