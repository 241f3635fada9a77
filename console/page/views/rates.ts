import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { Bucket, Stats } from '../data/contract.ts';
import { useResource } from '../data/resource.ts';
import { go, route, withQuery } from '../router.ts';
import { Segments } from '../ui/fields.ts';
import { count, duration, shortTime } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Plot, type Series } from '../ui/plot.ts';
import { Fault, Waiting } from '../ui/states.ts';

const SPANS = [
  { value: '15', word: '15 min' },
  { value: '', word: '1 h' },
  { value: '360', word: '6 h' },
  { value: '1440', word: '24 h' },
];
const REFRESH_MS = 10_000;

type Counted = 'received' | 'refused' | 'published' | 'handled' | 'retried' | 'dead';

/** Rates, failures and latencies over time. */
export function Rates(): ComponentChild {
  const { minutes = '', table = '' } = route.value.query;
  const { value, error, reload } = useResource<Stats>(apiPath(['stats'], { minutes: minutes === '' ? 60 : minutes }), {
    on: ({ events, requests }) => requests || events?.length !== 0,
    // The last minute ends even when nothing happens.
    everyMs: REFRESH_MS,
  });
  return html`<section class="page" aria-labelledby="rates-title">
    <header class="view-header">
      <h1 id="rates-title">Rates</h1>
      <div class="filters">
        ${h(Segments, {
          label: 'Time',
          value: minutes,
          choices: SPANS,
          set: (value) => go(withQuery({ minutes: value }), { replace: true }),
        })}
        ${h(Segments, {
          label: 'Shown as',
          value: table,
          choices: [
            { value: '', word: 'Plots' },
            { value: '1', word: 'Table' },
          ],
          set: (value) => go(withQuery({ table: value }), { replace: true }),
        })}
      </div>
    </header>
    ${error !== undefined && h(Fault, { message: error, retry: reload })}
    <div class="page-body" tabindex="0" role="region" aria-label="Content">
      ${
        value === undefined
          ? error === undefined && h(Waiting, { what: 'rates' })
          : html`${h(Totals, { buckets: value.buckets })}
            ${table === '1' ? h(RateTable, { buckets: value.buckets }) : h(Plots, { buckets: value.buckets })}`
      }
    </div>
  </section>`;
}

function Totals({ buckets }: { buckets: readonly Bucket[] }): ComponentChild {
  const sum = (name: Counted) => buckets.reduce((total, bucket) => total + bucket[name], 0);
  const slowest = Math.max(...buckets.map(({ p95ms }) => p95ms ?? 0));
  const numbers = [
    { word: 'Received', value: count(sum('received')) },
    { word: 'Refused', value: count(sum('refused')) },
    { word: 'Handled', value: count(sum('handled')) },
    { word: 'Retried', value: count(sum('retried')) },
    { word: 'Dead', value: count(sum('dead')) },
    { word: 'Slowest minute, p95', value: slowest > 0 ? duration(slowest) : '–' },
  ];
  return html`<dl class="totals">
    ${numbers.map(
      ({ word, value }) =>
        html`<div>
          <dt>${word}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function Plots({ buckets }: { buckets: readonly Bucket[] }): ComponentChild {
  const times = buckets.map(({ time }) => Date.parse(time) / 1000);
  const counted = (label: string, name: Counted, color: string, dash?: readonly number[]): Series => ({
    label,
    color,
    values: buckets.map((bucket) => bucket[name]),
    ...(dash !== undefined && { dash }),
  });
  const latency = (label: string, name: 'p50ms' | 'p95ms', color: string): Series => ({
    label,
    color,
    values: buckets.map((bucket) => bucket[name] ?? null),
  });
  return html`<div class="plots">
    ${h(Plot, {
      title: 'Events a minute',
      times,
      format: count,
      series: [
        counted('Received', 'received', '--plot-a'),
        counted('Published', 'published', '--plot-b', [5, 4]),
        counted('Handled', 'handled', '--good'),
      ],
    })}
    ${h(Plot, {
      title: 'Failures a minute',
      times,
      format: count,
      series: [
        counted('Refused', 'refused', '--plot-a'),
        counted('Retried', 'retried', '--warn'),
        counted('Dead', 'dead', '--bad'),
      ],
    })}
    ${h(Plot, {
      title: 'From arrival to handled',
      times,
      format: duration,
      series: [latency('Median', 'p50ms', '--plot-a'), latency('95th percentile', 'p95ms', '--plot-c')],
    })}
  </div>`;
}

function RateTable({ buckets }: { buckets: readonly Bucket[] }): ComponentChild {
  const busy = buckets.filter(({ received, handled, retried, dead }) => received + handled + retried + dead > 0);
  if (busy.length === 0) return html`<p class="dim">Nothing happened in this time.</p>`;
  const ms = (value: number | null | undefined) => (value === null || value === undefined ? '–' : duration(value));
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label="Rates by the minute">
    <table class="numbers">
      <thead>
        <tr>
          ${['Minute', 'Received', 'Refused', 'Published', 'Handled', 'Retried', 'Dead', 'Median', 'p95'].map(
            (word) => html`<th scope="col">${word}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${busy.toReversed().map(
          (bucket) =>
            html`<tr>
              <th scope="row">${shortTime(bucket.time)}</th>
              <td>${count(bucket.received)}</td>
              <td>${count(bucket.refused)}</td>
              <td>${count(bucket.published)}</td>
              <td>${count(bucket.handled)}</td>
              <td>${count(bucket.retried)}</td>
              <td>${count(bucket.dead)}</td>
              <td>${ms(bucket.p50ms)}</td>
              <td>${ms(bucket.p95ms)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
