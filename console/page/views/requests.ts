import { h, type ComponentChild } from 'preact';
import type { RequestPage, RequestView } from '../data/contract.ts';
import { apiPath } from '../data/client.ts';
import { usePages } from '../data/pages.ts';
import { go, hrefOf, route, withQuery } from '../router.ts';
import { ProviderFilter, Segments } from '../ui/fields.ts';
import { duration, plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { HttpMark, ProviderTag, Time } from '../ui/marks.ts';
import { RowList } from '../ui/row-list.ts';
import type { Column } from '../ui/row.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { RequestPane } from './request.ts';

const COLUMNS: readonly Column<RequestView>[] = [
  { title: 'Answer', width: '72px', cell: ({ status }) => h(HttpMark, { status }) },
  {
    title: 'Provider',
    width: 'minmax(120px, 1fr)',
    isName: true,
    cell: ({ provider }) => h(ProviderTag, { provider }),
  },
  {
    title: 'Type',
    width: 'minmax(140px, 2fr)',
    cell: ({ eventTypes }) => html`<span title=${eventTypes.join(', ')}>${typesOf(eventTypes)}</span>`,
  },
  { title: 'What it was', width: 'minmax(200px, 4fr)', cell: (request) => outcomeOf(request) },
  {
    title: 'Took',
    width: '72px',
    align: 'end',
    cell: ({ durationMs }) => html`<span class="dim">${duration(durationMs)}</span>`,
  },
  { title: 'Arrived', width: '132px', align: 'end', cell: ({ time }) => h(Time, { time }) },
];

const OUTCOMES = [
  { value: '', word: 'All' },
  { value: 'accepted', word: 'Accepted' },
  { value: 'refused', word: 'Refused' },
];

const keyOf = ({ id }: RequestView) => id;
const linkOf = ({ id }: RequestView) => {
  const { tab: _tab, ...kept } = route.peek().query;
  return hrefOf(['requests', id], kept);
};

/** All requests as they arrived, those that were refused too. */
export function Requests(): ComponentChild {
  const { path, query } = route.value;
  const [, id] = path;
  const { provider = '', outcome = '' } = query;
  const { items, isLoaded, error, loadMore, reload } = usePages<RequestView, RequestPage>({
    path: (page) => apiPath(['requests'], { provider, outcome, ...page }),
    itemsOf: ({ requests }) => requests,
    keyOf,
    on: ({ requests }) => requests,
  });
  return html`<div class="split" data-open=${id === undefined ? undefined : ''}>
    <section class="split-list" aria-labelledby="requests-title">
      <header class="view-header">
        <h1 id="requests-title">Requests</h1>
        <div class="filters">
          ${h(ProviderFilter, { value: provider })}
          ${h(Segments, {
            label: 'Answer',
            value: outcome,
            choices: OUTCOMES,
            set: (value) => go(withQuery({ outcome: value }), { replace: true }),
          })}
        </div>
      </header>
      ${error !== undefined && h(Fault, { message: error, retry: reload })}
      ${
        !isLoaded
          ? h(Waiting, { what: 'requests' })
          : items.length === 0
            ? h(NoRequests, { outcome })
            : h(RowList<RequestView>, {
                label: 'Requests, the newest first',
                items,
                columns: COLUMNS,
                narrow: narrowRow,
                keyOf,
                hrefOf: linkOf,
                open: id,
                onNearEnd: loadMore,
              })
      }
    </section>
    ${id !== undefined && h(RequestPane, { key: id, id, back: hrefOf(['requests'], { provider, outcome }) })}
  </div>`;
}

/** A batch may bring events of several types. */
function typesOf([first, ...others]: readonly string[]): string {
  if (first === undefined) return '';
  return others.length === 0 ? first : `${first} and ${plural(others.length, 'other')}`;
}

function outcomeOf({ code, message, eventIds, bytes }: RequestView): ComponentChild {
  if (code !== undefined) {
    return html`<span class="outcome-error" title=${message}><code>${code}</code> ${message}</span>`;
  }
  if (eventIds.length === 1) return html`<code class="dim">${eventIds[0]}</code>`;
  if (eventIds.length > 1) return html`<span class="dim">${plural(eventIds.length, 'event')}</span>`;
  return html`<span class="faint">no event${bytes === 0 ? ', no body' : ''}</span>`;
}

function narrowRow(request: RequestView): ComponentChild {
  const { provider, status, time, eventTypes } = request;
  return html`<span class="narrow-line">${h(ProviderTag, { provider })}${h(HttpMark, { status })}</span>
    <span class="narrow-line dim"
      >${eventTypes.length > 0 ? typesOf(eventTypes) : outcomeOf(request)}${h(Time, { time })}</span
    >`;
}

function NoRequests({ outcome }: { outcome: string }): ComponentChild {
  if (outcome === 'refused') {
    return h(
      Empty,
      { icon: 'check', title: 'Nothing was refused' },
      html`<p>
        To see a refusal, send a sample that is <a href=${hrefOf(['send'], { variant: 'tampered' })}>tampered with</a>.
      </p>`,
    );
  }
  return h(
    Empty,
    { icon: 'requests', title: 'No request has arrived yet' },
    html`<p>Every request to an endpoint is kept here as it was received, with credentials masked.</p>
      <p><a class="button primary" href=${hrefOf(['send'])}>Send a sample</a></p>`,
  );
}
