import { h, type ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import type { EventStatus } from '../data/contract.ts';
import type { EventFilter } from '../data/event-feed.ts';
import { overview } from '../data/overview.ts';
import { go, hrefOf, withQuery } from '../router.ts';
import { providerChoices, Segments, Select } from '../ui/fields.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { useKeys } from '../ui/keys.ts';
import { leaveOnEscape, SearchField, useSettled } from '../ui/search-field.ts';

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
  </form>`;
}

/** Where texts cannot be searched: goes straight to an event. */
function FindById(): ComponentChild {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.select() });
  const open = (event: KeyboardEvent) => {
    const id = input.current?.value.trim() ?? '';
    if (event.key === 'Enter' && id !== '') go(hrefOf(['events', '-', id]));
    else leaveOnEscape(event);
  };
  return html`<div class="search">
    ${h(Icon, { name: 'search' })}
    <input
      ref=${input}
      class="field"
      type="search"
      aria-label="Open an event by its id"
      placeholder="Open by id"
      onKeyDown=${open}
    />
    <kbd aria-hidden="true">/</kbd>
  </div>`;
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
