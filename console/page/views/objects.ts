import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { EventView, SubjectView } from '../data/contract.ts';
import { useEventFeed } from '../data/event-feed.ts';
import { keyOf } from '../data/feed.ts';
import { failuresEveryMs, mayChangeFailures } from '../data/failures.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf, route } from '../router.ts';
import { html } from '../ui/html.ts';
import { RowList } from '../ui/row-list.ts';
import { FindField } from '../ui/search-field.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { Tabs } from '../ui/tabs.ts';
import { TimeFilter } from '../ui/time-filter.ts';
import { EventPane } from './event.ts';
import { EVENT_COLUMNS, eventIn, filterOf, narrowEvent } from './events.ts';
import { DueOf, LettersOf, NotHere, RecordsOf } from './object-parts.ts';

/** What happened to one customer, order or anything else that events concern, whichever provider sent them. */
export function Objects(): ComponentChild {
  const [, subject] = route.value.path;
  return subject === undefined ? h(NoObject, {}) : h(ObjectView, { key: subject, subject });
}

function ObjectView({ subject }: { subject: string }): ComponentChild {
  const { path, query } = route.value;
  const [, , provider, id] = path;
  const { part = 'events' } = query;
  const { tab: _tab, ...kept } = query;
  const { value, error, reload } = useResource<SubjectView>(apiPath(['subjects', subject]), {
    on: mayChangeFailures,
    everyMs: failuresEveryMs(),
  });
  const back = hrefOf(['objects', subject], kept);
  const isOpen = id !== undefined;
  return html`<div class="split" data-open=${isOpen ? '' : undefined}>
    <section class="split-list" aria-labelledby="object-title">
      <header class="view-header">
        <h1 id="object-title">What happened to <code class="object-name">${subject}</code></h1>
        <div class="filters" role="search">
          ${h(FindObject, {})}
          ${h(TimeFilter, {
            since: query['since'] ?? '',
            until: query['until'] ?? '',
            set: (span) => go(hrefOf(['objects', subject], { ...kept, ...span, part: undefined }), { replace: true }),
          })}
        </div>
      </header>
      ${h(Tabs, { label: 'What is known of it', name: 'part', tabs: tabsOf(value), current: part })}
      ${error !== undefined && h(Fault, { message: error, retry: reload })}
      ${
        part === 'events'
          ? h(EventsOf, { subject, known: value, open: isOpen ? { provider: provider ?? '-', id } : undefined })
          : value === undefined
            ? error === undefined && h(Waiting, { what: 'what came of its events' })
            : html`<div class="page-body object-part">
                ${part === 'due' && h(DueOf, { known: value })} ${part === 'records' && h(RecordsOf, { known: value })}
                ${part === 'letters' && h(LettersOf, { known: value })}
              </div>`
      }
    </section>
    ${isOpen && h(EventPane, { key: `${provider} ${id}`, provider: provider ?? '-', id, back })}
  </div>`;
}

function tabsOf(known: SubjectView | undefined) {
  const counted = (count: number | undefined) => (count === undefined ? {} : { count });
  const due = known && known.waiting.length + known.instances.filter(({ dueAt }) => dueAt !== undefined).length;
  return [
    { name: 'events', title: 'Events', ...(known?.isMore === false && counted(known.events)) },
    { name: 'due', title: 'Due', ...counted(due) },
    { name: 'records', title: 'Records', ...counted(known?.records.length) },
    { name: 'letters', title: 'Dead letters', ...(known?.hasMoreLetters === false && counted(known.letters.length)) },
  ];
}

/** Its events across all providers, the newest first. */
function EventsOf(props: {
  subject: string;
  known: SubjectView | undefined;
  open: { readonly provider: string; readonly id: string } | undefined;
}): ComponentChild {
  const { subject, known, open } = props;
  const { tab: _tab, ...kept } = route.value.query;
  const { feed, isLoaded, isSearching, error, loadOlder, retry } = useEventFeed({ ...filterOf(kept), subject });
  const shown = open && eventIn(feed, open);
  if (error !== undefined) return h(Fault, { message: error, retry });
  if (!isLoaded || isSearching) return h(Waiting, { what: 'its events' });
  if (feed.events.length === 0) {
    return h(
      Empty,
      { icon: 'search', title: 'No event concerns it' },
      html`<p>No event that is kept names it, or none in the chosen time.</p>
        ${h(NotHere, { known })}`,
    );
  }
  return html`${h(NotHere, { known })}
  ${h(RowList<EventView>, {
    label: 'Events that concern it, the newest first',
    items: feed.events,
    columns: EVENT_COLUMNS,
    narrow: narrowEvent,
    keyOf,
    hrefOf: (event) => hrefOf(['objects', subject, event.provider, event.id], kept),
    open: open === undefined ? undefined : shown === undefined ? '' : keyOf(shown),
    onNearEnd: loadOlder,
  })}`;
}

function NoObject(): ComponentChild {
  return html`<section class="split-list" aria-labelledby="objects-title">
    <header class="view-header">
      <h1 id="objects-title">Objects</h1>
      <div class="filters" role="search">${h(FindObject, {})}</div>
    </header>
    ${h(
      Empty,
      { icon: 'objects', title: 'What happened to this customer?' },
      html`<p>
        Search for the id of a customer, a subscription, an invoice or a parcel, the number of an order, or an e-mail
        address. You see all events that concern it, whichever provider sent them, with the records that they changed,
        their dead letters, and what is due.
      </p>`,
    )}
  </section>`;
}

/** Goes to another object. */
function FindObject(): ComponentChild {
  return h(FindField, {
    label: 'Find by a customer, an order, an id or an e-mail address',
    placeholder: 'Customer, order, e-mail',
    find: (text) => go(hrefOf(['objects', text])),
  });
}
