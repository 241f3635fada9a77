import { h, type ComponentChild } from 'preact';
import type { EventInstance, InstanceView, Letter, Moment } from '../data/contract.ts';
import { SAGAS } from '../data/overview.ts';
import { useSagaNow } from '../data/saga-time.ts';
import { hrefOf } from '../router.ts';
import { Distance } from '../ui/distance.ts';
import { html } from '../ui/html.ts';
import { Mark, Time, type Tone } from '../ui/marks.ts';

type Status = InstanceView['status'];

const STATUSES: Readonly<Record<Status, { tone: Tone; word: string; title: string }>> = {
  open: { tone: 'wait', word: 'Open', title: 'It goes on with the next fact, or when something is due.' },
  complete: { tone: 'good', word: 'Complete', title: 'Its pipeline has completed.' },
  held: { tone: 'bad', word: 'Held', title: 'Its pipeline threw; nothing is decided until its letter is redriven.' },
  collecting: { tone: 'none', word: 'Collecting', title: 'Facts are collected, and nothing is decided yet.' },
};

/** How an instance stands. */
export function InstanceMark({ status }: { status: Status }): ComponentChild {
  return h(Mark, STATUSES[status]);
}

/** The way to an instance, by its names. */
export function InstanceLink({ instance }: { instance: Pick<InstanceView, 'saga' | 'key'> }): ComponentChild {
  const { saga, key } = instance;
  return html`<a href=${hrefOf(['sagas', saga, key])}>${saga} <code>${key}</code></a>`;
}

/** The instances that an event brought a fact to, with what each does from then on. */
export function EventInstances({ instances }: { instances: readonly EventInstance[] }): ComponentChild {
  if (instances.length === 0) return null;
  return html`<h3>Durable sagas</h3>
    ${instances.map(
      ({ saga, key, status, moments }) =>
        html`<div class="card" key=${`${saga} ${key}`}>
          <div class="card-title">${h(InstanceLink, { instance: { saga, key } })}${h(InstanceMark, { status })}</div>
          ${
            moments.length === 0
              ? html`<p class="dim">The instance’s present life no longer holds this fact.</p>`
              : h(Moments, { moments, label: `What ${saga} does from this event on` })
          }
        </div>`,
    )}`;
}

/** What happened at an instance and what is to happen there, on one line of time that goes beyond now. */
export function Moments(props: {
  moments: readonly Moment[];
  label: string;
  letters?: readonly Letter[];
}): ComponentChild {
  const { moments, label, letters = [] } = props;
  const now = useSagaNow();
  const ahead = moments.findIndex(({ at }) => Date.parse(at) > now);
  const [past, future] = ahead === -1 ? [moments, []] : [moments.slice(0, ahead), moments.slice(ahead)];
  const lineOf = (moment: Moment, index: number) =>
    h(Line, { key: `${moment.kind} ${moment.at} ${index}`, moment, now, letters });
  return html`<ol class="moments" aria-label=${label}>
    ${past.map(lineOf)}
    <li class="moment-now">
      <span>Now</span><span class="dim">${h(Time, { time: new Date(now).toISOString() })}</span>
    </li>
    ${future.map((moment, index) => lineOf(moment, past.length + index))}
  </ol>`;
}

const COMMANDS: Readonly<Record<CommandMoment['status'], { tone: Tone; word: string; title: string }>> = {
  done: { tone: 'good', word: 'Done', title: 'The command was carried out.' },
  dead: { tone: 'bad', word: 'Dead', title: 'The command was given up on; a dead letter keeps it.' },
  waiting: { tone: 'warn', word: 'Waiting', title: 'The command is decided and not carried out yet.' },
  skipped: { tone: 'none', word: 'Skipped', title: 'This code emits it in the past, and the past is not done again.' },
  expected: { tone: 'wait', word: 'Expected', title: 'The pipeline will emit it if no other fact comes before.' },
};
const FACT = { tone: 'none', word: 'Fact', title: 'What the saga was told.' } as const;

type CommandMoment = Extract<Moment, { kind: 'command' }>;

function Line({ moment, now, letters }: { moment: Moment; now: number; letters: readonly Letter[] }): ComponentChild {
  const { at, kind } = moment;
  const isFact = kind === 'fact';
  return html`<li class="moment" data-kind=${kind} data-status=${isFact ? undefined : moment.status}>
    <div class="moment-when">
      ${h(Distance, { time: at, now })}
      <span class="dim">${h(Time, { time: at })}</span>
    </div>
    <div class="moment-what">
      <p class="moment-title">
        <strong>${isFact ? moment.name : moment.type}</strong>
        ${!isFact && moment.key !== undefined && html`<code class="dim">${moment.key}</code>`}
        ${h(Mark, isFact ? FACT : COMMANDS[moment.status])} ${h(Origin, { moment, now, letters })}
      </p>
      ${h(Data, { data: moment.data })}
    </div>
  </li>`;
}

/** Where to look further: the event of a fact, the letter of a command, or when that is tried again. */
function Origin({ moment, now, letters }: { moment: Moment; now: number; letters: readonly Letter[] }): ComponentChild {
  if (moment.kind === 'fact') {
    return moment.event === undefined
      ? html`<span class="dim">from a command that was given up on</span>`
      : html`<a href=${hrefOf(['events', '-', moment.event.id])}>its event</a>`;
  }
  const letter = letters.find(({ eventId }) => eventId === moment.id);
  if (letter !== undefined) return html`<a href=${hrefOf(['dead-letters', letter.id])}>its dead letter</a>`;
  if (moment.status === 'waiting' && moment.retryAt !== undefined) {
    return html`<span class="dim">tried again ${h(Distance, { time: moment.retryAt, now })}</span>`;
  }
  return moment.status === 'done'
    ? html`<a href=${hrefOf(['events', SAGAS, moment.id])}>how it was carried out</a>`
    : null;
}

/** Longer data is folded. */
const SHORT = 90;

function Data({ data }: { data: unknown }): ComponentChild {
  const text = JSON.stringify(data);
  if (text === '{}') return null;
  if (text.length <= SHORT) return html`<p class="moment-data"><code>${text}</code></p>`;
  return html`<details class="moment-data">
    <summary><code>${text.slice(0, SHORT)}…</code></summary>
    <pre class="plain-body" tabindex="0" aria-label="Data">${JSON.stringify(data, null, 2)}</pre>
  </details>`;
}
