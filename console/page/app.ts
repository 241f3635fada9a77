import { h, type ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { liveState, pause, resume } from './data/live.ts';
import { overview } from './data/overview.ts';
import { go, hrefOf, route } from './router.ts';
import { html } from './ui/html.ts';
import { Icon } from './ui/icon.ts';
import { useKeys } from './ui/keys.ts';
import { Empty, Fault } from './ui/states.ts';
import { Toasts } from './ui/toasts.ts';
import { Catalogue } from './views/catalogue.ts';
import { Events } from './views/events.ts';
import { Help, isHelpOpen } from './views/help.ts';
import { Issues } from './views/issues.ts';
import { Letters } from './views/letters.ts';
import { ServiceMapView } from './views/map.ts';
import { Navigation } from './views/navigation.ts';
import { Pauses } from './views/pauses.ts';
import { Rates } from './views/rates.ts';
import { Objects } from './views/objects.ts';
import { Records } from './views/records.ts';
import { Requests } from './views/requests.ts';
import { Sagas } from './views/sagas.ts';
import { Send } from './views/send.ts';
import { WaitingView } from './views/waiting.ts';
import { SubscriptionsView } from './views/subscriptions.ts';

interface View {
  readonly title: string;
  readonly component: () => ComponentChild;
}

const VIEWS: Readonly<Record<string, View>> = {
  events: { title: 'Events', component: Events },
  objects: { title: 'Objects', component: Objects },
  requests: { title: 'Requests', component: Requests },
  'dead-letters': { title: 'Dead letters', component: Letters },
  issues: { title: 'Issues', component: Issues },
  waiting: { title: 'Waiting', component: WaitingView },
  sagas: { title: 'Sagas', component: Sagas },
  map: { title: 'Map', component: ServiceMapView },
  rates: { title: 'Rates', component: Rates },
  records: { title: 'Records', component: Records },
  subscriptions: { title: 'Subscriptions', component: SubscriptionsView },
  catalogue: { title: 'Event catalogue', component: Catalogue },
  send: { title: 'Send a sample', component: Send },
};
const NOWHERE: View = { title: 'Not found', component: NotFound };

/** What happens to events if the code that was saved has a fault. */
const STILL_RUNS = 'The code that was loaded before keeps running.';

/** Keys that follow a `g`. */
const PLACES: Readonly<Record<string, string>> = {
  e: 'events',
  o: 'objects',
  r: 'requests',
  u: 'issues',
  d: 'dead-letters',
  w: 'waiting',
  i: 'sagas',
  m: 'map',
  t: 'rates',
  c: 'records',
  b: 'subscriptions',
  l: 'catalogue',
};
const SECOND_KEY_MS = 1_000;

/** The whole page. */
export function App(): ComponentChild {
  const known = overview.value;
  const name = route.value.path[0] ?? 'events';
  const view = Object.hasOwn(VIEWS, name) ? (VIEWS[name] ?? NOWHERE) : NOWHERE;
  const [isMenuOpen, setMenuOpen] = useState(false);
  useShortcuts();
  useEffect(() => {
    document.title = `${view.title} · ${known?.project ?? 'Console'}`;
    setMenuOpen(false);
  }, [view, known, route.value]);
  if (known === undefined) return null;
  return html`<a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <div class="shell">
      <header class="top">
        <button
          type="button"
          class="icon-button"
          aria-label="Menu"
          aria-expanded=${String(isMenuOpen)}
          aria-controls="side"
          onClick=${() => setMenuOpen(!isMenuOpen)}
        >
          ${h(Icon, { name: isMenuOpen ? 'close' : 'menu' })}
        </button>
        <a class="brand" href=${hrefOf(['events'])}>Integration Service</a>
        <span class="live-dot" data-state=${liveState.value}></span>
      </header>
      ${h(Navigation, { overview: known, isOpen: isMenuOpen, close: () => setMenuOpen(false) })}
      <main id="main" tabindex="-1">
        <div class="notices">
          ${known.codeFault === undefined ? null : h(Fault, { message: `${known.codeFault} ${STILL_RUNS}` })}
          ${h(Pauses, {})}
        </div>
        ${h(view.component, { key: name })}
      </main>
    </div>
    ${h(Toasts, {})}${h(Help, {})}`;
}

function NotFound(): ComponentChild {
  return h(
    Empty,
    { icon: 'search', title: 'There is no such view' },
    html`<p><a class="button" href=${hrefOf(['events'])}>Go to the events</a></p>`,
  );
}

/** The hash is the address of the view, so the link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector('main')?.focus();
}

function useShortcuts(): void {
  const gAt = useRef(0);
  const isAfterG = () => Date.now() - gAt.current < SECOND_KEY_MS;
  const places = Object.entries(PLACES).map(([key, path]) => [
    key,
    () => (isAfterG() ? go(hrefOf([path])) : (false as const)),
  ]);
  useKeys({
    ...Object.fromEntries(places),
    g: () => {
      gAt.current = Date.now();
    },
    s: () => (overview.value?.features.send === true ? go(hrefOf(['send'])) : false),
    p: () => (liveState.value === 'paused' ? resume() : pause()),
    '?': () => {
      isHelpOpen.value = true;
    },
  });
}
