import { h, type ComponentChild } from 'preact';
import { apiPath, getJson } from '../data/client.ts';
import type { EventStatus, SubjectView } from '../data/contract.ts';
import type { EventFilter } from '../data/event-feed.ts';
import { overview } from '../data/overview.ts';
import { go, hrefOf, withQuery } from '../router.ts';
import { providerChoices, Segments, Select } from '../ui/fields.ts';
import { html } from '../ui/html.ts';
import { TimeFilter } from '../ui/time-filter.ts';
import { FindField, leaveOnEscape, SearchField, useSettled } from '../ui/search-field.ts';

export const STATUS_FILTERS: readonly { readonly value: EventStatus | ''; readonly word: string }[] = [
  { value: '', word: 'All' },
  { value: 'published', word: 'Published' },
  { value: 'retrying', word: 'Retrying' },
  { value: 'dead', word: 'Dead' },
  { value: 'handled', word: 'Handled' },
];

/** Narrows the list of events. Everything is in the address, so that a filtered list has a link. */
export function EventFilters({ filter }: { filter: EventFilter }): ComponentChild {
  const { providers = [], features } = overview.value ?? {};
  const canSearch = features?.search === true;
  const types = providers
    .filter(({ provider }) => filter.provider === '' || provider === filter.provider)
    .flatMap(({ sampleTypes }) => sampleTypes);
  const set = (changed: Partial<Record<keyof EventFilter, string>>) => go(withQuery(changed), { replace: true });
  return html`<form class="filters" role="search" onSubmit=${(event: Event) => event.preventDefault()}>
    ${
      canSearch
        ? h(SearchField, {
            label: 'Search in id, type, subject and payload',
            placeholder: 'Search id, type, payload',
            value: filter.q,
            set: (q) => set({ q }),
          })
        : h(FindById, {})
    }
    ${h(Select, {
      label: 'Provider',
      value: filter.provider,
      choices: providerChoices({ withSagas: true }),
      set: (provider) => set({ provider, type: '' }),
    })}
    ${h(TypeField, { key: filter.provider, value: filter.type, types, set: (type) => set({ type }) })}
    ${h(Segments, {
      label: 'Status',
      value: filter.status,
      choices: STATUS_FILTERS,
      set: (status) => set({ status }),
    })}
    ${h(TimeFilter, { since: filter.since, until: filter.until, set })}
  </form>`;
}

/** Where texts cannot be searched: goes to the event with this id, or else to the events of the object with this name. */
function FindById(): ComponentChild {
  return h(FindField, {
    label: 'Find by the id of an event, or by a customer, an order or an e-mail address',
    placeholder: 'Event id, customer, order, e-mail',
    find: async (text) => go(await placeOf(text)),
  });
}

async function placeOf(text: string): Promise<string> {
  const { event } = await getJson<SubjectView>(apiPath(['subjects', text]));
  return event === undefined ? hrefOf(['objects', text]) : hrefOf(['events', event.provider, event.id]);
}

function TypeField(props: { value: string; types: readonly string[]; set: (text: string) => void }): ComponentChild {
  const [text, write] = useSettled(props.value, props.set);
  return html`<input
      class="field type-field"
      type="text"
      list="known-types"
      aria-label="Type; * stands for any text"
      placeholder="Any type"
      spellcheck="false"
      autocomplete="off"
      value=${text}
      onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) => write(currentTarget.value)}
      onKeyDown=${leaveOnEscape}
    /><datalist id="known-types">${props.types.map((type) => html`<option value=${type}></option>`)}</datalist>`;
}
