import { h, type ComponentChild } from 'preact';
import { apiPath, getJson } from '../data/client.ts';
import type { InstancePage, InstanceView } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { INSTANCES, learnTime, useSagaNow } from '../data/saga-time.ts';
import { go, hrefOf, route, withQuery } from '../router.ts';
import { Distance } from '../ui/distance.ts';
import { Segments, Select } from '../ui/fields.ts';
import { html } from '../ui/html.ts';
import { Time } from '../ui/marks.ts';
import { RowList } from '../ui/row-list.ts';
import type { Column } from '../ui/row.ts';
import { SearchField } from '../ui/search-field.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { InstancePane } from './instance.ts';
import { InstanceMark } from './moments.ts';
import { SagaClock } from './saga-clock.ts';

const LIMIT = 1_000;
const SHOWN = [
  { value: '', word: 'Due' },
  { value: '1', word: 'Held' },
];
const COLUMNS: readonly Column<InstanceView>[] = [
  { title: 'Status', width: '96px', cell: ({ status }) => h(InstanceMark, { status }) },
  { title: 'Key', width: 'minmax(140px, 3fr)', isName: true, cell: ({ key }) => key },
  { title: 'Saga', width: 'minmax(120px, 2fr)', cell: ({ saga }) => saga },
  { title: 'Due', width: 'minmax(100px, 1fr)', cell: ({ dueAt }) => h(Due, { dueAt }) },
  {
    title: 'At',
    width: '132px',
    align: 'end',
    cell: ({ dueAt }) => (dueAt === undefined ? '–' : h(Time, { time: dueAt })),
  },
];

const keyOf = ({ saga, key }: InstanceView) => JSON.stringify([saga, key]);

/** Instances of durable sagas, those first at which something is due soonest, and the open one beside them. */
export function Sagas(): ComponentChild {
  const { path, query } = route.value;
  const [, openSaga, openKey] = path;
  const { saga = '', key = '', held = '' } = query;
  const known = overview.value?.durableSagas ?? [];
  const { value, error, reload } = useResource<InstancePage>(
    known.length === 0 ? undefined : apiPath(['sagas'], { saga, key, held, limit: LIMIT }),
    {
      read: async (address, signal) => learnTime(await getJson<InstancePage>(address, signal)),
      on: ({ records }) => records?.includes(INSTANCES) ?? true,
    },
  );
  if (known.length === 0) return h(NoSagas, {});
  const isOpen = openSaga !== undefined && openKey !== undefined;
  const set = (changed: Record<string, string>) => go(withQuery(changed), { replace: true });
  return html`<div class="split" data-open=${isOpen ? '' : undefined}>
    <section class="split-list" aria-labelledby="sagas-title">
      <header class="view-header">
        <h1 id="sagas-title">Sagas</h1>
        <form class="filters" role="search" onSubmit=${(event: Event) => event.preventDefault()}>
          ${h(SearchField, {
            label: 'Find the instances of a key',
            placeholder: 'Find by key',
            value: key,
            set: (text) => set({ key: text.trim() }),
          })}
          ${h(Select, {
            label: 'Saga',
            value: saga,
            choices: [{ value: '', word: 'All sagas' }, ...known.map((name) => ({ value: name, word: name }))],
            set: (name) => set({ saga: name }),
          })}
          ${h(Segments, { label: 'Instances', value: held, choices: SHOWN, set: (only) => set({ held: only }) })}
        </form>
        ${h(SagaClock, {})}
      </header>
      ${error !== undefined && h(Fault, { message: error, retry: reload })}
      ${
        value === undefined
          ? error === undefined && h(Waiting, { what: 'instances' })
          : value.instances.length === 0
            ? h(NoInstances, { isFiltered: saga !== '' || key !== '', isHeld: held !== '' })
            : h(RowList<InstanceView>, {
                label: 'Instances, what is due soonest first',
                items: value.instances,
                columns: COLUMNS,
                narrow: narrowRow,
                keyOf,
                hrefOf: (one) => hrefOf(['sagas', one.saga, one.key], { saga, key, held }),
                open: isOpen ? JSON.stringify([openSaga, openKey]) : undefined,
              })
      }
    </section>
    ${
      isOpen &&
      h(InstancePane, {
        key: JSON.stringify([openSaga, openKey]),
        saga: openSaga,
        id: openKey,
        back: hrefOf(['sagas'], { saga, key, held }),
      })
    }
  </div>`;
}

function narrowRow({ key, saga, status, dueAt }: InstanceView): ComponentChild {
  return html`<span class="narrow-line"><strong>${key}</strong>${h(InstanceMark, { status })}</span>
    <span class="narrow-line dim"><span>${saga}</span>${h(Due, { dueAt })}</span>`;
}

function Due({ dueAt }: { dueAt: string | undefined }): ComponentChild {
  const now = useSagaNow();
  return dueAt === undefined ? html`<span class="dim">nothing</span>` : h(Distance, { time: dueAt, now });
}

function NoInstances({ isFiltered, isHeld }: { isFiltered: boolean; isHeld: boolean }): ComponentChild {
  if (isHeld) return h(Empty, { icon: 'check', title: 'No instance is held' });
  if (isFiltered) return h(Empty, { icon: 'search', title: 'No instance matches' });
  return h(
    Empty,
    { icon: 'sagas', title: 'No instances yet' },
    html`<p>
      A durable saga has an instance for each key that it was told of, such as an invoice. Send an event that one of
      them takes, and its instance appears here with what is due when.
    </p>`,
  );
}

function NoSagas(): ComponentChild {
  return h(
    Empty,
    { icon: 'sagas', title: 'No durable saga is on' },
    html`<p>
      A durable saga reacts to events over time: it reminds, waits and escalates. The guide is docs/durable-sagas.md.
    </p>`,
  );
}
