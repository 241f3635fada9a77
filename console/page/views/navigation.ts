import { h, type ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { apiPath, getJson } from '../data/client.ts';
import type { InstancePage, LetterCount, Overview, Subscriptions } from '../data/contract.ts';
import { readFailuresAgain } from '../data/failures.ts';
import { INSTANCES, learnTime } from '../data/saga-time.ts';
import { liveState, pause, resume, type LiveState } from '../data/live.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf, route } from '../router.ts';
import { setTheme, theme, THEMES, type Theme } from '../theme.ts';
import { compact } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon, type IconName } from '../ui/icon.ts';
import { isHelpOpen } from './help.ts';

interface Place {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Absent if the API does not have what it shows. */
  readonly isThere?: (overview: Overview) => boolean;
}

const PLACES: readonly Place[] = [
  { path: 'events', title: 'Events', icon: 'events' },
  { path: 'objects', title: 'Objects', icon: 'objects' },
  { path: 'requests', title: 'Requests', icon: 'requests', isThere: ({ features }) => features.requests },
  { path: 'issues', title: 'Issues', icon: 'alert' },
  { path: 'dead-letters', title: 'Dead letters', icon: 'letters' },
  { path: 'waiting', title: 'Waiting', icon: 'pause' },
  { path: 'sagas', title: 'Sagas', icon: 'sagas', isThere: ({ durableSagas }) => durableSagas.length > 0 },
  { path: 'map', title: 'Map', icon: 'map' },
  { path: 'rates', title: 'Rates', icon: 'rates', isThere: ({ features }) => features.stats },
  { path: 'records', title: 'Records', icon: 'records' },
  { path: 'subscriptions', title: 'Subscriptions', icon: 'subscriptions', isThere: ({ mode }) => mode === 'cloud' },
  { path: 'catalogue', title: 'Catalogue', icon: 'catalogue' },
];

/** More are not counted: the number is there to be noticed. */
const MOST_HELD = 100;

/** The way to every view, and what holds for all of them: what is looked at, live or not, light or dark. */
export function Navigation(props: { overview: Overview; isOpen: boolean; close: () => void }): ComponentChild {
  const { overview } = props;
  const { mode, project, writable, features } = overview;
  const current = route.value.path[0] ?? 'events';
  return html`<aside class="side" id="side" data-open=${props.isOpen ? '' : undefined}>
    <div class="side-head">
      <a class="brand" href=${hrefOf(['events'])}>Integration Service</a>
      <p class="side-project" title=${project}>
        <span class="badge" data-mode=${mode}>${mode === 'local' ? 'Local' : 'Cloud'}</span>
        <span class="side-project-name">${project}</span>
      </p>
      ${!writable && html`<p class="badge read-only" title="Start the console with --write to allow changes.">Read-only</p>`}
    </div>
    ${
      features.send &&
      html`<a class="button primary side-send" href=${hrefOf(['send'])}>${h(Icon, { name: 'send' })}Send a sample</a>`
    }
    <nav aria-label="Views" onClick=${props.close}>
      <ul>
        ${PLACES.filter(({ isThere }) => isThere?.(overview) ?? true).map(
          ({ path, title, icon }) =>
            html`<li>
              <a href=${hrefOf([path])} aria-current=${path === current ? 'page' : undefined}>
                ${h(Icon, { name: icon })}<span>${title}</span>${path === 'dead-letters' && h(OpenLetters, { isTold: features.live })}${path === 'sagas' && h(HeldInstances, {})}${path === 'subscriptions' && h(OffPolicy, {})}
              </a>
            </li>`,
        )}
        ${
          overview.logsUrl !== undefined &&
          html`<li>
            <a href=${overview.logsUrl} target="_blank" rel="noreferrer">
              ${h(Icon, { name: 'external' })}<span>Cloud Logging</span>
            </a>
          </li>`
        }
      </ul>
    </nav>
    <div class="side-foot">
      ${h(Live, {})}
      <div class="side-tools">
        ${h(ThemeChoice, {})}
        <button
          type="button"
          class="icon-button"
          aria-label="Keys"
          title="Keys (?)"
          onClick=${() => (isHelpOpen.value = true)}
        >
          ${h(Icon, { name: 'help' })}
        </button>
      </div>
    </div>
  </aside>`;
}

/** A deployed project tells of no change: this number is polled there, and the lists are read again when it changes. */
function OpenLetters({ isTold }: { isTold: boolean }): ComponentChild {
  const { value } = useResource<LetterCount>(apiPath(['letters', 'count'], { status: 'open' }), {
    on: ({ letters }) => letters,
  });
  const open = value?.count;
  const before = useRef<number>(undefined);
  useEffect(() => {
    if (!isTold && before.current !== undefined && open !== before.current) readFailuresAgain();
    before.current = open;
  }, [open]);
  if (open === undefined || open === 0) return null;
  return html`<span class="side-count">${compact(open)}<span class="visually-hidden"> open</span></span>`;
}

/** A held instance decides nothing until somebody redrives its letter. */
function HeldInstances(): ComponentChild {
  const { value } = useResource<InstancePage>(apiPath(['sagas'], { held: '1', limit: MOST_HELD }), {
    // Every view may show moments of sagas.
    read: async (path, signal) => learnTime(await getJson<InstancePage>(path, signal)),
    on: ({ records }) => records?.includes(INSTANCES) ?? true,
  });
  const held = value?.instances.length ?? 0;
  if (held === 0) return null;
  return html`<span class="side-count"
    >${held >= MOST_HELD ? `${MOST_HELD - 1}+` : compact(held)}<span class="visually-hidden"> held</span></span
  >`;
}

/** A subscription without the delivery policy loses events, so it is told wherever one looks. */
function OffPolicy(): ComponentChild {
  const { value } = useResource<Subscriptions>(apiPath(['subscriptions']));
  const off = value?.subscriptions.filter(({ drift }) => drift.length > 0).length ?? 0;
  if (off === 0) return null;
  return html`<span class="side-count" title="Without the delivery policy"
    >${compact(off)}<span class="visually-hidden"> without the delivery policy</span></span
  >`;
}

const LIVE_WORDS: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  polling: 'Every 5 s',
  lost: 'Reconnecting …',
  paused: 'Paused',
};

function Live(): ComponentChild {
  const state = liveState.value;
  const isPaused = state === 'paused';
  return html`<div class="live" data-state=${state}>
    <span class="live-word" role="status">${LIVE_WORDS[state]}</span>
    <button
      type="button"
      class="icon-button"
      aria-label=${isPaused ? 'Go on live' : 'Pause'}
      title=${isPaused ? 'Go on live (p)' : 'Pause (p)'}
      onClick=${isPaused ? resume : pause}
    >
      ${h(Icon, { name: isPaused ? 'play' : 'pause' })}
    </button>
  </div>`;
}

const THEME_WORDS: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

function ThemeChoice(): ComponentChild {
  return html`<div class="segments icons" role="group" aria-label="Theme">
    ${THEMES.map(
      (one) =>
        html`<button
          type="button"
          aria-pressed=${String(theme.value === one)}
          aria-label=${THEME_WORDS[one]}
          title=${THEME_WORDS[one]}
          onClick=${() => setTheme(one)}
        >
          ${h(Icon, { name: one })}
        </button>`,
    )}
  </div>`;
}
