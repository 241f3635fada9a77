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
import { LetterMark } from './letter.ts';
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
  if (records.length === 0) return h(Empty, { icon: 'records', title: 'No known records' });
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
        (letter) =>
          html`<li class="card" key=${letter.id}>
            <div class="card-title">
              <a href=${hrefOf(['dead-letters', letter.id])}>${letter.eventType ?? letter.id}</a>
              ${h(LetterMark, { letter })}
            </div>
            <p class="dim">
              ${letter.provider !== undefined && h(ProviderTag, { provider: letter.provider })}
              ${' '}${h(Time, { time: letter.time })}
            </p>
            <p class="error-text">${letter.reason}</p>
          </li>`,
      )}
    </ul>`;
}

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
    ${known.isMore && ` Records, dead letters and what is due are those of its newest ${count(known.events)} events.`}
  </p>`;
}
