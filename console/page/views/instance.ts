import { h, type ComponentChild } from 'preact';
import { apiPath, getJson } from '../data/client.ts';
import type { InstanceDetail, Moment } from '../data/contract.ts';
import { useResource } from '../data/resource.ts';
import { aheadMs, INSTANCES, learnTime, useSagaNow } from '../data/saga-time.ts';
import { hrefOf } from '../router.ts';
import { CopyButton } from '../ui/copy.ts';
import { Distance } from '../ui/distance.ts';
import { Facts } from '../ui/facts.ts';
import { lengthWords } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Time } from '../ui/marks.ts';
import { Pane, PaneBody } from '../ui/pane.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { EventLetters } from './letter.ts';
import { InstanceMark, Moments } from './moments.ts';

/** Everything that is known of one instance of a durable saga. @param back Where closing leads. */
export function InstancePane(props: { saga: string; id: string; back: string }): ComponentChild {
  const { saga, id, back } = props;
  const { value, error, reload } = useResource<InstanceDetail>(apiPath(['sagas', saga, id]), {
    read: async (path, signal) => learnTime(await getJson<InstanceDetail>(path, signal)),
    on: ({ records, letters }) => letters || (records?.includes(INSTANCES) ?? true),
  });
  return h(
    Pane,
    {
      what: 'instance',
      title: id,
      mark: html`${h(CopyButton, { text: id, what: 'the key' })}
      ${value !== undefined && h(InstanceMark, { status: value.status })}`,
      below: html`<p class="pane-subtitle"><a href=${hrefOf(['sagas'], { saga })}>${saga}</a></p>`,
      back,
    },
    h(
      PaneBody,
      {},
      error !== undefined && h(Fault, { message: error, retry: reload }),
      value !== undefined && h(InstanceParts, { instance: value }),
      value === undefined && error === undefined && h(Waiting, { what: 'the instance' }),
    ),
  );
}

function InstanceParts({ instance }: { instance: InstanceDetail }): ComponentChild {
  const { status, life, version, decidedTo, wakeAt, dueAt, letters, timeline, fault } = instance;
  const now = useSagaNow();
  const ahead = lengthWords(aheadMs.value);
  const facts = [
    { name: 'Next', value: h(Next, { instance, now }) },
    ...(status === 'open' && wakeAt !== undefined && wakeAt !== dueAt
      ? [{ name: 'Its pipeline goes on', value: h(Distance, { time: wakeAt, now }) }]
      : []),
    { name: 'Facts', value: String(timeline.filter(({ kind }) => kind === 'fact').length) },
    { name: 'Life', value: String(life) },
    { name: 'Decided up to', value: version === 0 ? 'nothing yet' : h(Time, { time: decidedTo, exact: true }) },
    ...(version === 0 ? [] : [{ name: 'By version', value: String(version) }]),
    ...(ahead === '' ? [] : [{ name: 'Clock of sagas', value: `${ahead} ahead` }]),
  ];
  return html`${status === 'held' && h(Held, { fault })} ${h(EventLetters, { letters })} ${h(Facts, { facts })}
    <h3>Timeline</h3>
    ${
      timeline.length === 0
        ? html`<p class="dim">Nothing has happened in this life yet.</p>`
        : h(Moments, { moments: timeline, label: 'Timeline of the instance', letters })
    }
    ${
      timeline.some(isExpected) &&
      html`<p class="note">What is expected follows from the facts so far. The next fact may change it.</p>`
    }`;
}

/** When something is due. If nothing is, when the instance is forgotten. */
function Next({ instance, now }: { instance: InstanceDetail; now: number }): ComponentChild {
  const { dueAt, wakeAt, timeline } = instance;
  if (dueAt === undefined) return 'nothing is due';
  const waits = wakeAt !== undefined || timeline.some((one) => one.kind === 'command' && one.status === 'waiting');
  const when = html`${h(Distance, { time: dueAt, now })}, <span class="dim">${h(Time, { time: dueAt })}</span>`;
  return waits ? when : html`forgotten ${when}`;
}

function Held({ fault }: { fault: string | undefined }): ComponentChild {
  return html`<div class="refusal" role="note">
    <p>
      ${fault ?? 'Its pipeline threw. The code that this console was started with does not: redrive the dead letter to have the instance go on.'}
    </p>
  </div>`;
}

function isExpected(moment: Moment): boolean {
  return moment.kind === 'command' && moment.status === 'expected';
}
