import { h, type ComponentChild } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { apiPath, getText, sentenceOf } from '../data/client.ts';
import type { Collections } from '../data/contract.ts';
import { memberOf, parseLossless, printLossless, type JsonNode } from '../data/lossless-json.ts';
import { onChange } from '../data/live.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf, route } from '../router.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { JsonView } from '../ui/json-view.ts';
import { useKeys } from '../ui/keys.ts';
import { RowList } from '../ui/row-list.ts';
import type { Column } from '../ui/row.ts';
import { SideList } from '../ui/side-list.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';

/** A record with its data as it was written. */
interface Kept {
  readonly id: string;
  readonly version: string;
  readonly data: JsonNode;
  readonly summary: string;
}

const PAGE = 200;
const COLUMNS: readonly Column<Kept>[] = [
  { title: 'Id', width: 'minmax(140px, 1fr)', isName: true, cell: ({ id }) => html`<code>${id}</code>` },
  { title: 'Data', width: 'minmax(200px, 3fr)', cell: ({ summary }) => html`<code class="dim">${summary}</code>` },
  { title: 'Version', width: '72px', align: 'end', cell: ({ version }) => html`<span class="dim">${version}</span>` },
];
const keyOf = ({ id }: Kept) => id;

/** What command handlers have written, collection by collection. */
export function Records(): ComponentChild {
  const [, chosen, id] = route.value.path;
  const { value, error, reload } = useResource<Collections>(apiPath(['records']), {
    on: ({ records }) => records?.length !== 0,
  });
  const collections = value?.collections ?? [];
  const collection = chosen ?? collections[0]?.name;
  if (value === undefined)
    return error === undefined ? h(Waiting, { what: 'records' }) : h(Fault, { message: error, retry: reload });
  if (collection === undefined) {
    return h(
      Empty,
      { icon: 'records', title: 'No records yet' },
      html`<p>
          Command handlers write them. Send an event that a saga cares about, and what its commands have stored appears
          here.
        </p>
        <p><a class="button primary" href=${hrefOf(['send'])}>Send a sample</a></p>`,
    );
  }
  return html`<div class="split" data-open=${id === undefined ? undefined : ''}>
    <section class="split-list records" aria-labelledby="records-title">
      <header class="view-header"><h1 id="records-title">Records</h1></header>
      <div class="records-body">
        ${h(SideList, {
          label: 'Collections',
          items: collections.map(({ name, count }) => ({
            href: hrefOf(['records', name]),
            word: name,
            count,
            isCurrent: name === collection,
          })),
        })}
        ${h(Collection, { key: collection, collection, id })}
      </div>
    </section>
  </div>`;
}

function Collection({ collection, id }: { collection: string; id: string | undefined }): ComponentChild {
  const { kept, isLoaded, isMore, error, more } = useRecords(collection);
  const linkOf = useCallback((record: Kept) => hrefOf(['records', collection, record.id]), [collection]);
  const listed = kept.find((record) => record.id === id);
  const alone = useResource<readonly Kept[]>(
    id === undefined || listed !== undefined || !isLoaded ? undefined : apiPath(['records', collection, id]),
    {
      read: async (path, signal) => recordsIn(await getText(path, signal)),
      on: ({ records }) => records?.includes(collection) ?? true,
    },
  );
  const open = listed ?? alone.value?.[0];
  const back = hrefOf(['records', collection]);
  useKeys({ Escape: () => (id === undefined ? false : go(back)) });
  return html`<div class="collection" data-open=${id === undefined ? undefined : ''}>
    <div class="collection-list">
      ${error !== undefined && h(Fault, { message: error })}
      ${
        !isLoaded
          ? h(Waiting, { what: 'records' })
          : kept.length === 0
            ? h(Empty, { icon: 'records', title: 'No record in this collection' })
            : h(RowList<Kept>, {
                label: `Records of ${collection}`,
                items: kept,
                columns: COLUMNS,
                narrow: ({ id: name, summary }) =>
                  html`<span class="narrow-line"><strong>${name}</strong></span
                    ><span class="narrow-line dim"><code>${summary}</code></span>`,
                keyOf,
                hrefOf: linkOf,
                open: id,
                onNearEnd: isMore ? more : undefined,
              })
      }
    </div>
    ${
      id !== undefined &&
      html`<section class="record-pane" aria-labelledby="record-title">
        <div class="pane-title">
          <h2 id="record-title"><code>${id}</code></h2>
          ${open !== undefined && html`<span class="dim">version ${open.version}</span>`}
          <span class="spacer"></span>
          <a class="icon-button" href=${back} aria-label="Close the record" title="Close (Esc)"
            >${h(Icon, { name: 'close' })}</a
          >
        </div>
        ${
          open !== undefined
            ? h(JsonView, { node: open.data, what: 'record' })
            : alone.error !== undefined && html`<p class="dim">${alone.error}</p>`
        }
      </section>`
    }
  </div>`;
}

/** Reads a collection page by page, ordered by id, and again when it has changed. */
function useRecords(collection: string) {
  const [state, setState] = useState<{ kept: readonly Kept[]; isLoaded: boolean; isMore: boolean; error?: string }>({
    kept: [],
    isLoaded: false,
    isMore: false,
  });
  const read = async (after: string | undefined, limit: number) => {
    const text = await getText(apiPath(['records', collection], { limit, after }));
    const page = recordsIn(text);
    setState(({ kept }) => ({
      kept: after === undefined ? page : [...kept, ...page],
      isLoaded: true,
      isMore: page.length === limit,
    }));
  };
  const fail = (error: unknown) => setState((before) => ({ ...before, isLoaded: true, error: sentenceOf(error) }));
  useEffect(() => {
    read(undefined, PAGE).catch(fail);
    return onChange(({ records }) => {
      if (records?.includes(collection) ?? true) read(undefined, PAGE).catch(fail);
    });
  }, [collection]);
  const more = useCallback(() => {
    read(state.kept.at(-1)?.id, PAGE).catch(fail);
  }, [state.kept]);
  return { ...state, more };
}

function recordsIn(text: string): Kept[] {
  const list = memberOf(parseLossless(text), 'records');
  if (list?.kind !== 'array') return [];
  return list.items.flatMap((item) => {
    const [id, version, data] = [memberOf(item, 'id'), memberOf(item, 'version'), memberOf(item, 'data')];
    if (id?.kind !== 'string' || version === undefined || data === undefined) return [];
    const summary = printLossless(data).replaceAll(/\n\s*/g, ' ');
    return [{ id: String(JSON.parse(id.raw)), version: printLossless(version), data, summary: summary.slice(0, 300) }];
  });
}
