import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { Letter, LetterDetail } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { BinaryBody, Body } from '../ui/body.ts';
import { Facts, Pairs } from '../ui/facts.ts';
import { plural, size } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { Mark, ProviderTag, Time, type Tone } from '../ui/marks.ts';
import { Pane, PaneBody } from '../ui/pane.ts';
import { Stack } from '../ui/stack.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { InstanceLink } from './moments.ts';
import { LetterDialog, type LetterAction } from './letter-dialog.ts';

/** One dead letter, with the message as it was. @param back Where closing leads. */
export function LetterPane({ id, back }: { id: string; back: string }): ComponentChild {
  const { value, error, reload } = useResource<LetterDetail>(apiPath(['letters', id]), {
    on: ({ letters }) => letters,
  });
  return h(
    Pane,
    {
      what: 'dead letter',
      title: value?.eventType ?? 'Dead letter',
      mark: value !== undefined && h(LetterMark, { letter: value }),
      below: value !== undefined && h(LetterActions, { letter: value }),
      back,
    },
    h(
      PaneBody,
      {},
      error !== undefined && h(Fault, { message: error, retry: reload }),
      value !== undefined && h(LetterParts, { letter: value }),
      value === undefined && error === undefined && h(Waiting, { what: 'the dead letter' }),
    ),
  );
}

function LetterParts({ letter }: { letter: LetterDetail }): ComponentChild {
  const { provider, eventId, consumer, attempts, time, bytes, reason, attributes, text, base64 } = letter;
  const { redrivenAt, dismissedAt, dismissReason, told, instance, issue, stack } = letter;
  const event = eventId === undefined ? undefined : hrefOf(['events', provider, eventId]);
  const facts = [
    { name: 'Provider', value: h(ProviderTag, { provider }) },
    { name: 'Given up by', value: consumer ?? 'Pub/Sub itself' },
    { name: 'After', value: plural(attempts, 'attempt') },
    { name: 'Given up', value: h(Time, { time, exact: true }) },
    ...(dismissedAt === undefined ? [] : [{ name: 'Dismissed', value: h(Time, { time: dismissedAt, exact: true }) }]),
    ...(redrivenAt === undefined ? [] : [{ name: 'Redriven', value: h(Time, { time: redrivenAt, exact: true }) }]),
    ...(event === undefined ? [] : [{ name: 'Event', value: html`<a href=${event}><code>${eventId}</code></a>` }]),
    ...(instance === undefined ? [] : [{ name: 'Instance', value: h(InstanceLink, { instance }) }]),
    ...(issue === undefined
      ? []
      : [{ name: 'Issue', value: html`<a href=${hrefOf(['issues', issue])}><code>${issue}</code></a>` }]),
    { name: 'Size', value: size(bytes) },
  ];
  return html`<div class="refusal"><p>${reason}</p></div>
    ${h(Facts, { facts })} ${h(Stack, { stack })}
    ${told === true && html`<p class="note">The saga was told of this failure and has gone on, so a redrive leaves this letter alone. To force it: npx integrations dead-letters redrive --force.</p>`}
    ${
      dismissReason !== undefined &&
      html`<h3>Why it was dismissed</h3>
        <p>${dismissReason}</p>`
    }
    <h3>Message</h3>
    ${
      text !== undefined
        ? h(Body, { text, what: 'message' })
        : base64 !== undefined
          ? h(BinaryBody, { base64, what: 'message' })
          : html`<p class="dim">The message was too large to be kept with its letter.</p>`
    }
    <h3>Attributes</h3>
    ${h(Pairs, { label: 'Attributes of the message', pairs: Object.entries(attributes) })}`;
}

/** The dead letters of one event, with what can be done with each. */
export function EventLetters({ letters }: { letters: readonly Letter[] }): ComponentChild {
  return letters.map(
    (letter) =>
      html`<div class="refusal" key=${letter.id}>
        <p>
          <a href=${hrefOf(['dead-letters', letter.id])}>Dead letter</a> of ${letter.consumer ?? 'Pub/Sub'}, after
          ${' '}${plural(letter.attempts, 'attempt')} ${h(LetterMark, { letter })}
        </p>
        <p>${letter.reason}</p>
        ${h(LetterActions, { letter })}
      </div>`,
  );
}

const STATUSES: Readonly<Record<Letter['status'], { tone: Tone; word: string }>> = {
  open: { tone: 'bad', word: 'Open' },
  redriven: { tone: 'none', word: 'Redriven' },
  dismissed: { tone: 'none', word: 'Dismissed' },
};

/** How a letter stands. */
export function LetterMark({ letter: { status } }: { letter: Letter }): ComponentChild {
  return h(Mark, STATUSES[status]);
}

function LetterActions({ letter: { id, status } }: { letter: Letter }): ComponentChild {
  const [asked, setAsked] = useState<LetterAction['verb']>();
  if (status === 'redriven' || overview.value?.writable !== true) return null;
  return html`<div class="actions">
    <button type="button" class="button small" onClick=${() => setAsked('Redrive')}>
      ${h(Icon, { name: 'again' })}Redrive
    </button>
    ${
      status === 'open' &&
      html`<button type="button" class="button small" onClick=${() => setAsked('Dismiss')}>Dismiss</button>`
    }
    ${
      asked !== undefined &&
      h(LetterDialog, {
        verb: asked,
        letters: 'this dead letter',
        body: { ids: [id] },
        close: () => setAsked(undefined),
      })
    }
  </div>`;
}
