import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { SagaTime } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { aheadMs, learnTime, useSagaNow } from '../data/saga-time.ts';
import { ActionDialog } from '../ui/action-dialog.ts';
import { Segments, Select } from '../ui/fields.ts';
import { lengthWords, shortTime } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { Time } from '../ui/marks.ts';
import { tell } from '../ui/toasts.ts';

const HOUR_MS = 3_600_000;
const STEPS = [
  { value: String(HOUR_MS), word: '1 hour' },
  { value: String(24 * HOUR_MS), word: '1 day' },
  { value: String(72 * HOUR_MS), word: '3 days' },
  { value: '', word: 'Other' },
];
const UNITS = [
  { value: String(HOUR_MS / 60), word: 'minutes' },
  { value: String(HOUR_MS), word: 'hours' },
  { value: String(24 * HOUR_MS), word: 'days' },
];

/** The time of durable sagas while it is ahead, and a button to move it. Only the local host has such a clock. */
export function SagaClock(): ComponentChild {
  const [isAsked, setAsked] = useState(false);
  const now = useSagaNow();
  if (overview.value?.features.clock !== true) return null;
  const ahead = lengthWords(aheadMs.value);
  return html`<div class="saga-clock">
    ${
      ahead !== '' &&
      html`<p class="saga-time" role="status">
        <span class="visually-hidden">For sagas it is </span>${h(Time, { time: new Date(now).toISOString() })}
        <span class="badge ahead">${ahead} ahead</span>
      </p>`
    }
    <button type="button" class="button small" onClick=${() => setAsked(true)}>
      ${h(Icon, { name: 'sagas' })}Move the clock
    </button>
    ${isAsked && h(AdvanceDialog, { close: () => setAsked(false) })}
  </div>`;
}

function AdvanceDialog({ close }: { close: () => void }): ComponentChild {
  const [step, setStep] = useState(STEPS[1]?.value ?? '');
  const [amount, setAmount] = useState('7');
  const [unit, setUnit] = useState(UNITS[2]?.value ?? '');
  const ms = step === '' ? Math.round(Number(amount) * Number(unit)) : Number(step);
  return h(
    ActionDialog<SagaTime>,
    {
      title: 'Move the clock of sagas ahead',
      verb: 'Move',
      path: apiPath(['clock', 'advance']),
      body: { ms },
      close,
      done: (time) => tell('good', `For sagas it is ${shortTime(learnTime(time).now)} now.`),
    },
    html`<div class="form-row">${h(Segments, { label: 'By', value: step, choices: STEPS, set: setStep })}</div>
      ${
        step === '' &&
        html`<div class="form-row own-length">
          <input
            class="field"
            type="number"
            min="1"
            aria-label="How much"
            value=${amount}
            onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) => setAmount(currentTarget.value)}
          />
          ${h(Select, { label: 'Unit', value: unit, choices: UNITS, set: setUnit })}
        </div>`
      }`,
  );
}
