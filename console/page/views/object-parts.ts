import { h, type ComponentChild } from 'preact';
import type { SubjectView } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { useSagaNow } from '../data/saga-time.ts';
import { hrefOf } from '../router.ts';
import { Distance } from '../ui/distance.ts';
import { count } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Mark, ProviderTag, Time } from '../ui/marks.ts';
import { Empty } from '../ui/states.ts';
import { InstanceLink, InstanceMark } from './moments.ts';
import { RecordLink } from './record-link.ts';

/** What is due: instances of durable sagas that its events brought facts to, and events that wait. */
export function DueOf({ known: { instances, waiting } }: { known: SubjectView }): ComponentChild {
  const now = useSagaNow();
  if (instances.length === 0 && waiting.length === 0) return h(Empty, { icon: 'check', title: 'Nothing is due' });
  return html`<ul class="object-list">
    ${waiting.map(
      ({ id, provider, type, consumer, waitsUntil }) =>
        html`<li class="card" key=${`${provider} ${id} ${consumer}`}>
          <div class="card-title">
            <a href=${hrefOf(['events', provider, id])}>${type}</a>${h(Mark, { tone: 'warn', word: 'Waits' })}
          </div>
          <p class="dim">
            ${consumer} asked to be tried again ${h(Distance, { time: waitsUntil, now })}, at
            ${' '}${h(Time, { time: waitsUntil })}.
          </p>
        </li>`,
    )}
    ${instances.map(
      ({ saga, key, status, dueAt }) =>
        html`<li class="card" key=${`${saga} ${key}`}>
          <div class="card-title">${h(InstanceLink, { instance: { saga, key } })}${h(InstanceMark, { status })}</div>
          <p class="dim">
            ${
              dueAt === undefined
                ? 'Nothing is due.'
                : html`Something is due ${h(Distance, { time: dueAt, now })}, at ${h(Time, { time: dueAt })}.`
            }
          </p>
        </li>`,
    )}
  </ul>`;
}

/** The records that the commands of its events changed. */
export function RecordsOf({ known: { records } }: { known: SubjectView }): ComponentChild {
  if (records.length === 0) return h(Empty, { icon: 'records', title: 'No record that is known' });
  return html`<ul class="object-list">
    ${records.map((name) => html`<li key=${name}>${h(RecordLink, { name })}</li>`)}
  </ul>`;
}

/** The dead letters of its events. */
export function LettersOf({ known: { letters, hasMoreLetters } }: { known: SubjectView }): ComponentChild {
  if (letters.length === 0) return h(Empty, { icon: 'check', title: 'No dead letter' });
  return html`${hasMoreLetters && html`<p class="dim">Those of the newest events that were given up on; there are more.</p>`}
    <ul class="object-list">
      ${letters.map(
        ({ id, eventType, provider, status, reason, time }) =>
          html`<li class="card" key=${id}>
            <div class="card-title">
              <a href=${hrefOf(['dead-letters', id])}>${eventType ?? id}</a>
              ${h(Mark, { tone: status === 'open' ? 'bad' : 'none', word: WORDS[status] })}
            </div>
            <p class="dim">${provider !== undefined && h(ProviderTag, { provider })} ${h(Time, { time })}</p>
            <p class="error-text">${reason}</p>
          </li>`,
      )}
    </ul>`;
}

const WORDS: Readonly<Record<SubjectView['letters'][number]['status'], string>> = {
  open: 'Open',
  redriven: 'Redriven',
  dismissed: 'Dismissed',
};

/** What a list of its events cannot hold. */
export function NotHere({ known }: { known: SubjectView | undefined }): ComponentChild {
  if (known === undefined) return null;
  const isCloud = overview.value?.mode === 'cloud';
  return html`<p class="object-note dim">
    ${
      known.event !== undefined &&
      html`An event has this id: <a href=${hrefOf(['events', known.event.provider, known.event.id])}>open it</a>. `
    }
    ${known.isDigest && 'An address is kept and searched for as a digest alone. '}
    ${
      isCloud
        ? 'Events that no saga or task wanted have no entry in the ledger, and are not here.'
        : 'Events that no consumer has handled are here only if their envelope names it.'
    }
    ${' '}What version 0.2.0 handled names no object.
    ${known.isMore && ` What came of its events is told of the newest ${count(known.events)}.`}
  </p>`;
}
