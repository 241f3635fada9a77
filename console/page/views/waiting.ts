import { h, type ComponentChild } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { ParkedEvent, ParkedEvents } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { PAUSES, usePauses } from '../data/pauses.ts';
import { readAgain, useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { ActionDialog } from '../ui/action-dialog.ts';
import { plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { Mark, ProviderTag, Time } from '../ui/marks.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { tell } from '../ui/toasts.ts';

const LIMIT = 1_000;
/** In which events are kept that wait. */
const PARKED = 'parkedMessages';

/** What waits on purpose: consumers that are paused, and events whose handlers asked to be tried again later. */
export function WaitingView(): ComponentChild {
  return html`<div class="split">
    <section class="split-list scroll-y" aria-labelledby="waiting-title">
      <header class="view-header"><h1 id="waiting-title">Waiting</h1></header>
      <div class="waiting-body">${h(Parked, {})} ${overview.value?.features.pauses === true && h(Consumers, {})}</div>
    </section>
  </div>`;
}

function Consumers(): ComponentChild {
  const { value, error, reload } = usePauses();
  const [asked, setAsked] = useState<{ verb: 'Pause' | 'Resume'; consumer: string }>();
  if (value === undefined) {
    return error === undefined ? h(Waiting, { what: 'consumers' }) : h(Fault, { message: error, retry: reload });
  }
  const paused = new Map(value.paused.map((pause) => [pause.consumer, pause]));
  const consumers = value.consumers.toSorted((one, other) => Number(paused.has(other)) - Number(paused.has(one)));
  const canWrite = overview.value?.writable === true;
  return html`<h2>Consumers</h2>
    <ul class="letters">
      ${consumers.map((consumer) => {
        const pause = paused.get(consumer);
        const verb = pause === undefined ? 'Pause' : 'Resume';
        return html`<li class="letter" key=${consumer}>
          <div class="letter-body">
            <p class="letter-title">
              <strong>${consumer}</strong>
              ${pause === undefined ? h(Mark, { tone: 'good', word: 'Running' }) : h(Mark, { tone: 'warn', word: 'Paused' })}
            </p>
            ${
              pause !== undefined &&
              html`<p class="letter-facts dim">
                <span>since ${h(Time, { time: pause.since })}</span>
                ${pause.waiting !== undefined && html`<span>${plural(pause.waiting, 'message')} waiting</span>`}
                ${pause.dropsAt !== undefined && html`<span>the oldest is dropped on ${h(Time, { time: pause.dropsAt })}</span>`}
              </p>`
            }
          </div>
          ${
            canWrite &&
            html`<button
              type="button"
              class="button small"
              aria-label=${`${verb} ${consumer}`}
              onClick=${() => setAsked({ verb, consumer })}
            >
              ${h(Icon, { name: verb === 'Pause' ? 'pause' : 'play' })}${verb}
            </button>`
          }
        </li>`;
      })}
    </ul>
    ${
      asked !== undefined &&
      h(ActionDialog<{ consumer: string }>, {
        title: `${asked.verb} ${asked.consumer}`,
        verb: asked.verb,
        path: apiPath(['pauses', asked.consumer, asked.verb.toLowerCase()]),
        body: {},
        close: () => setAsked(undefined),
        done: ({ consumer }) => {
          tell('good', `${consumer} is ${asked.verb === 'Pause' ? 'paused' : 'resumed'}.`);
          readAgain(PAUSES);
        },
      })
    }`;
}

function Parked(): ComponentChild {
  const { value, error, reload } = useResource<ParkedEvents>(apiPath(['waiting'], { limit: LIMIT }), {
    on: ({ records }) => records?.includes(PARKED) ?? true,
  });
  const [asked, setAsked] = useState<{ title: string; body: object }>();
  const rows = useRef<HTMLUListElement>(null);
  useListKeys(rows, false);
  if (value === undefined) {
    return error === undefined ? h(Waiting, { what: 'events that wait' }) : h(Fault, { message: error, retry: reload });
  }
  const { waiting } = value;
  const canWrite = overview.value?.writable === true;
  return html`<div class="waiting-head">
      <h2>Events</h2>
      <span class="spacer"></span>
      ${
        canWrite &&
        waiting.length > 0 &&
        html`<button
          type="button"
          class="button small"
          onClick=${() => setAsked({ title: 'Release every event that waits', body: { all: true } })}
        >
          Release all
        </button>`
      }
    </div>
    ${
      waiting.length === 0
        ? h(
            Empty,
            { icon: 'check', title: 'No event waits' },
            html`<p>An event is put aside here if its handler throws RetryLater, until the time that it asked for.</p>`,
          )
        : html`<ul class="letters" ref=${rows}>
            ${waiting.map((event) =>
              h(ParkedRow, {
                key: event.id,
                event,
                release: canWrite
                  ? () => setAsked({ title: `Release ${event.eventId}`, body: { ids: [event.id] } })
                  : undefined,
              }),
            )}
          </ul>`
    }
    ${
      asked !== undefined &&
      h(ActionDialog<{ released: number }>, {
        title: asked.title,
        verb: 'Release',
        path: apiPath(['waiting', 'release']),
        body: asked.body,
        close: () => setAsked(undefined),
        done: ({ released }) => {
          tell('good', `${plural(released, 'event')} released.`);
          reload();
        },
      })
    }`;
}

function ParkedRow({ event, release }: { event: ParkedEvent; release: (() => void) | undefined }): ComponentChild {
  const { provider, consumer, eventId, eventType, dueAt, times, since, reason } = event;
  return html`<li class="letter">
    <div class="letter-body">
      <p class="letter-title">
        <a class="row-link" href=${hrefOf(['events', provider, eventId])}>${eventType}</a>
        <span class="spacer"></span>
        <span class="dim">due ${h(Time, { time: dueAt })}</span>
      </p>
      <p class="letter-reason">${reason}</p>
      <p class="letter-facts dim">
        ${h(ProviderTag, { provider })}<span>${consumer}</span><code>${eventId}</code>
        <span>${plural(times, 'time')} since ${h(Time, { time: since })}</span>
      </p>
    </div>
    ${
      release !== undefined &&
      html`<button type="button" class="button small" aria-label=${`Release ${eventId}`} onClick=${release}>
        Release
      </button>`
    }
  </li>`;
}
