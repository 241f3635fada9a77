import { h, type ComponentChild } from 'preact';
import { useCallback } from 'preact/hooks';
import type { EventStatus, EventView } from '../data/contract.ts';
import { useEventFeed, type EventFilter } from '../data/event-feed.ts';
import { keyOf, type Feed } from '../data/feed.ts';
import { hrefOf, route } from '../router.ts';
import { html } from '../ui/html.ts';
import { plural } from '../ui/format.ts';
import { ProviderTag, StatusMark, Time } from '../ui/marks.ts';
import { RowList } from '../ui/row-list.ts';
import type { Column } from '../ui/row.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { EventPane } from './event.ts';
import { EventFilters, STATUS_FILTERS } from './event-filters.ts';
import { NoEvents, NoMatches } from './no-events.ts';

/** What lists of events show. */
export const EVENT_COLUMNS: readonly Column<EventView>[] = [
  { title: 'Status', width: '96px', cell: ({ status }) => h(StatusMark, { status }) },
  { title: 'Type', width: 'minmax(200px, 3fr)', isName: true, cell: ({ type }) => type },
  { title: 'Provider', width: 'minmax(110px, 1.2fr)', cell: ({ provider }) => h(ProviderTag, { provider }) },
  { title: 'What became of it', width: 'minmax(140px, 3fr)', cell: (event) => h(Outcome, { event }) },
  { title: 'Id', width: 'minmax(120px, 2fr)', cell: ({ id }) => html`<code class="dim">${id}</code>` },
  { title: 'Received', width: '132px', align: 'end', cell: ({ receivedTime }) => h(Time, { time: receivedTime }) },
];

/** All events as they flow, and the open one beside them. */
export function Events(): ComponentChild {
  const { path, query } = route.value;
  const [, provider, id] = path;
  const isOpen = id !== undefined;
  const filter = filterOf(query);
  const { feed, isLoaded, isSearching, error, loadOlder, retry } = useEventFeed(filter);
  const { tab: _tab, ...kept } = query;
  const linkOf = useCallback(
    (event: EventView) => hrefOf(['events', event.provider, event.id], kept),
    [JSON.stringify(kept)],
  );
  const open = isOpen ? eventIn(feed, { provider: provider ?? '-', id }) : undefined;
  const isFiltered = Object.values(filter).some((value) => value !== '');
  const back = hrefOf(['events'], kept);

  return html`<div class="split" data-open=${isOpen ? '' : undefined}>
    <section class="split-list" aria-labelledby="events-title">
      <header class="view-header">
        <h1 id="events-title">Events</h1>
        ${h(EventFilters, { filter })}
      </header>
      ${error !== undefined && h(Fault, { message: error, retry })}
      ${
        !isLoaded || isSearching
          ? h(Waiting, { what: 'events' })
          : feed.events.length === 0
            ? error === undefined && (isFiltered ? h(NoMatches, {}) : h(NoEvents, {}))
            : h(RowList<EventView>, {
                label: 'Events, the newest first',
                items: feed.events,
                columns: EVENT_COLUMNS,
                narrow: narrowEvent,
                keyOf,
                hrefOf: linkOf,
                open: isOpen ? (open === undefined ? '' : keyOf(open)) : undefined,
                onNearEnd: loadOlder,
              })
      }
    </section>
    ${isOpen && h(EventPane, { key: `${provider} ${id}`, provider: provider ?? '-', id, back })}
  </div>`;
}

/** The event of an address in a list. @param at `-` stands for any provider. */
export function eventIn(
  { events }: Feed,
  at: { readonly provider: string; readonly id: string },
): EventView | undefined {
  return events.find(({ id, provider }) => id === at.id && (provider === at.provider || at.provider === '-'));
}

/** An event in two lines. */
export function narrowEvent({ type, status, provider, receivedTime }: EventView): ComponentChild {
  return html`<span class="narrow-line"><strong>${type}</strong>${h(StatusMark, { status })}</span>
    <span class="narrow-line dim">${h(ProviderTag, { provider })}${h(Time, { time: receivedTime })}</span>`;
}

function Outcome({ event: { consumers } }: { event: EventView }): ComponentChild {
  const failed = consumers.find(({ error }) => error !== undefined);
  if (failed !== undefined) return html`<span class="outcome-error" title=${failed.error}>${failed.error}</span>`;
  const commands = consumers.flatMap((consumer) => consumer.commands);
  if (commands.length === 0) return html`<span class="faint">no commands</span>`;
  const [first] = commands;
  const name = first === undefined ? '' : (first.name.split('/')[1] ?? first.name);
  const others = commands.length - 1;
  return html`<span class="dim">${name}${others > 0 && ` and ${plural(others, 'more command')}`}</span>`;
}

/** What the parameters of an address narrow a list of events to. */
export function filterOf({
  provider = '',
  type = '',
  status = '',
  q = '',
  since = '',
  until = '',
}: Readonly<Record<string, string>>): EventFilter {
  const known = STATUS_FILTERS.find(({ value }) => value === status)?.value ?? ('' satisfies EventStatus | '');
  return { provider, type, status: known, q, subject: '', since, until };
}
