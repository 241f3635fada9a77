import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { PausedConsumers } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { PAUSES, usePauses } from '../data/pauses.ts';
import { readAgain } from '../data/resource.ts';
import { ActionDialog } from '../ui/action-dialog.ts';
import { count } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { Time } from '../ui/marks.ts';
import { tell } from '../ui/toasts.ts';

type Pause = PausedConsumers['paused'][number];

/** Says on every page which consumers are paused, and lifts a pause. */
export function Pauses(): ComponentChild {
  const { value } = usePauses();
  const [resuming, setResuming] = useState<string>();
  const paused = value?.paused ?? [];
  if (paused.length === 0) return null;
  return html`${paused.map((pause) => h(PauseLine, { key: pause.consumer, pause, resume: () => setResuming(pause.consumer) }))}
  ${
    resuming !== undefined &&
    h(ActionDialog<{ consumer: string }>, {
      title: `Resume ${resuming}`,
      verb: 'Resume',
      path: apiPath(['pauses', resuming, 'resume']),
      body: {},
      close: () => setResuming(undefined),
      done: ({ consumer }) => {
        tell('good', `${consumer} is resumed.`);
        readAgain(PAUSES);
      },
    })
  }`;
}

function PauseLine({ pause, resume }: { pause: Pause; resume: () => void }): ComponentChild {
  const { consumer, since, waiting, dropsAt } = pause;
  return html`<div class="fault paused" role="status">
    ${h(Icon, { name: 'pause' })}
    <p>
      <strong>${consumer}</strong> is paused since ${h(Time, { time: since })}.
      ${waiting !== undefined && html` ${waiting === 1 ? '1 message waits' : `${count(waiting)} messages wait`}.`}
      ${dropsAt !== undefined && html` The oldest is dropped on ${h(Time, { time: dropsAt })}.`}
    </p>
    ${
      overview.value?.writable === true
        ? html`<button type="button" class="button small" onClick=${resume}>Resume</button>`
        : null
    }
  </div>`;
}
