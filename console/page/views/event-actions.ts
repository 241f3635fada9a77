import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { EventDetail, SendResult, ServiceMap } from '../data/contract.ts';
import { overview, SAGAS } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { ActionDialog } from '../ui/action-dialog.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { tell } from '../ui/toasts.ts';

/** What can be done with an event: send it again, or hand it to one consumer again. */
export function EventActions({ event }: { event: EventDetail }): ComponentChild {
  const { writable, features, mode, providers = [] } = overview.value ?? {};
  const [asked, setAsked] = useState<'resend' | 'replay'>();
  const close = () => setAsked(undefined);
  const sampled = providers.find(({ provider }) => provider === event.provider)?.sampleTypes ?? [];
  // A command of a durable saga comes from no provider; only its letter is redriven.
  if (event.provider === SAGAS) return null;
  const canSendOne = features?.send === true && sampled.includes(event.type);
  if (writable !== true) {
    return mode === 'cloud'
      ? html`<p class="note">Read-only: start the console with --write to replay or redrive.</p>`
      : null;
  }
  return html`<div class="actions">
    ${
      features?.resend === true &&
      html`<button type="button" class="button small" onClick=${() => setAsked('resend')}>
        ${h(Icon, { name: 'again' })}Resend
      </button>`
    }
    ${
      event.consumers.length > 0 &&
      html`<button type="button" class="button small" onClick=${() => setAsked('replay')}>
        ${h(Icon, { name: 'replay' })}Replay
      </button>`
    }
    ${
      canSendOne &&
      html`<a class="button small" href=${hrefOf(['send', event.provider, event.type])}>
        ${h(Icon, { name: 'send' })}Send one like it
      </a>`
    }
    ${asked === 'resend' && h(ResendDialog, { event, close })}
    ${asked === 'replay' && h(ReplayDialog, { event, close })}
  </div>`;
}

function ResendDialog({ event: { id, provider }, close }: { event: EventDetail; close: () => void }): ComponentChild {
  return h(ActionDialog<SendResult>, {
    title: 'Resend this event',
    verb: 'Resend',
    path: apiPath(['events', id, 'resend'], { provider }),
    body: {},
    close,
    done: ({ status, requestId }) =>
      tell(
        status < 300 ? 'good' : 'bad',
        `The endpoint answered ${status}.`,
        requestId === undefined ? undefined : { href: hrefOf(['requests', requestId]), text: 'See the request' },
      ),
  });
}

function ReplayDialog({ event, close }: { event: EventDetail; close: () => void }): ComponentChild {
  const { id, provider } = event;
  const map = useResource<ServiceMap>(apiPath(['map'])).value?.providers.find((one) => one.provider === provider);
  // Those that have had it, and those that could: a new consumer has had nothing yet.
  const consumers = new Set([...event.consumers, ...(map?.consumers ?? [])].map(({ name }) => name));
  const [consumer, setConsumer] = useState(event.consumers[0]?.name ?? '');
  const [again, setAgain] = useState(false);
  return h(
    ActionDialog<{ published: number }>,
    {
      title: 'Replay this event to a consumer',
      verb: 'Replay',
      path: apiPath(['events', id, 'replay'], { provider }),
      body: { consumer, again },
      close,
      done: () => tell('good', `The event is on its way to ${consumer}.`),
    },
    html`<div class="form-row">
        <label for="replay-consumer">Consumer</label>
        <select
          id="replay-consumer"
          class="field"
          value=${consumer}
          onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) => setConsumer(currentTarget.value)}
        >
          ${[...consumers].map((name) => html`<option value=${name}>${name}</option>`)}
        </select>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked=${again}
          onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) => setAgain(currentTarget.checked)}
        />
        <span>Again: run every command once more, also those that are done</span>
      </label>
      ${!again && h(LetterLink, { event, consumer })}`,
  );
}

/** Where to go with an event that the consumer gave up on: only a redrive reopens it. */
function LetterLink({ event, consumer }: { event: EventDetail; consumer: string }): ComponentChild {
  const letter = event.letters.find((one) => one.consumer === consumer && one.status !== 'redriven');
  const isDead = event.consumers.some(({ name, status }) => name === consumer && status === 'dead');
  if (!isDead || letter === undefined) return null;
  return html`<p class="note">
    <a href=${hrefOf(['dead-letters', letter.id])}>See its dead letter, and redrive it</a>
  </p>`;
}
