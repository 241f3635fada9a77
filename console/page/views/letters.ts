import { h, type ComponentChild } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { Letter, LetterPage } from '../data/contract.ts';
import { failuresEveryMs, mayChangeLetters } from '../data/failures.ts';
import { overview } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf, route, withQuery } from '../router.ts';
import { ProviderFilter, Segments } from '../ui/fields.ts';
import { count, plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { ProviderTag, Time } from '../ui/marks.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { LetterDialog, type LetterAction } from './letter-dialog.ts';
import { LetterMark, LetterPane } from './letter.ts';

const STATUSES = [
  { value: '', word: 'Open' },
  { value: 'redriven', word: 'Redriven' },
  { value: 'dismissed', word: 'Dismissed' },
  { value: 'all', word: 'All' },
];
const EMPTY: Readonly<Record<string, string>> = {
  redriven: 'Nothing was redriven',
  dismissed: 'Nothing was dismissed',
};
const LIMIT = 1_000;

/** What was given up on, with the reason, and the way back. */
export function Letters(): ComponentChild {
  const { path, query } = route.value;
  const [, id] = path;
  const { provider = '', status = '', issue = '' } = query;
  const { value, error, reload } = useResource<LetterPage>(
    apiPath(['letters'], {
      provider,
      issue,
      status: status === '' ? 'open' : status === 'all' ? '' : status,
      limit: LIMIT,
    }),
    { on: mayChangeLetters, everyMs: failuresEveryMs() },
  );
  const back = hrefOf(['dead-letters'], { provider, status, issue });
  return html`<div class="split" data-open=${id === undefined ? undefined : ''}>
    <section class="split-list" aria-labelledby="letters-title">
      <header class="view-header">
        <h1 id="letters-title">Dead letters</h1>
        <div class="filters">
          ${h(ProviderFilter, { value: provider, withSagas: true })}
          ${h(Segments, {
            label: 'Status',
            value: status,
            choices: STATUSES,
            set: (chosen) => go(withQuery({ status: chosen }), { replace: true }),
          })}
        </div>
      </header>
      ${issue !== '' && h(OfIssue, { issue })} ${error !== undefined && h(Fault, { message: error, retry: reload })}
      ${
        value === undefined
          ? error === undefined && h(Waiting, { what: 'dead letters' })
          : value.letters.length === 0
            ? h(NoLetters, { status })
            : h(LetterTable, {
                letters: value.letters,
                count: value.count,
                provider,
                issue,
                open: id,
                key: `${provider} ${status} ${issue}`,
              })
      }
    </section>
    ${id !== undefined && h(LetterPane, { key: id, id, back })}
  </div>`;
}

/** Says that the list is that of one issue, and leads out of it. */
function OfIssue({ issue }: { issue: string }): ComponentChild {
  return html`<p class="note">
    Those of the issue <a href=${hrefOf(['issues', issue])}><code>${issue}</code></a
    >. ${' '}<a href=${withQuery({ issue: undefined })}>See all</a>.
  </p>`;
}

function NoLetters({ status }: { status: string }): ComponentChild {
  return h(
    Empty,
    { icon: 'check', title: EMPTY[status] ?? 'No dead letters' },
    html`<p>
      An event that its consumer gives up on is kept here with the reason, open until you redrive or dismiss it: at once
      when trying again cannot help, else when its attempts are spent.
    </p>`,
  );
}

function LetterTable(props: {
  letters: readonly Letter[];
  count: number;
  provider: string;
  issue: string;
  open: string | undefined;
}): ComponentChild {
  const { letters, provider, issue, open } = props;
  const rows = useRef<HTMLUListElement>(null);
  useListKeys(rows, open !== undefined);
  const canWrite = overview.value?.writable === true;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<LetterAction>();
  const openOnes = letters.filter(({ status }) => status === 'open');
  const ids = openOnes.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (id: string, isChosen: boolean) =>
    setChosen(isChosen ? new Set([...chosen, id]) : new Set([...chosen].filter((other) => other !== id)));
  const chooseAll = ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
    setChosen(new Set(currentTarget.checked ? openOnes.map(({ id }) => id) : []));
  const askOfChosen = (verb: LetterAction['verb']) =>
    setAsked({ verb, letters: plural(ids.length, 'dead letter'), body: { ids } });
  const redriveAll = () =>
    setAsked({
      verb: 'Redrive',
      letters: `all open dead letters${issue !== '' ? ' of this issue' : provider !== '' ? ' of this provider' : ''}`,
      body: { all: true, ...(provider !== '' && { provider }), ...(issue !== '' && { issue }) },
    });
  return html`${
      canWrite &&
      openOnes.length > 0 &&
      html`<div class="bulk">
        <label class="check">
          <input type="checkbox" checked=${ids.length === openOnes.length} onChange=${chooseAll} />
          <span>${ids.length === 0 ? 'Select all' : `${plural(ids.length, 'letter')} selected`}</span>
        </label>
        <span class="spacer"></span>
        <div class="actions">
          <button
            type="button"
            class="button small"
            disabled=${ids.length === 0}
            onClick=${() => askOfChosen('Redrive')}
          >
            ${h(Icon, { name: 'again' })}Redrive selected
          </button>
          <button
            type="button"
            class="button small"
            disabled=${ids.length === 0}
            onClick=${() => askOfChosen('Dismiss')}
          >
            Dismiss selected
          </button>
          <button type="button" class="button small" onClick=${redriveAll}>Redrive all</button>
        </div>
      </div>`
    }
    ${
      props.count > letters.length &&
      html`<p class="note">${count(letters.length)} of ${plural(props.count, 'dead letter')} are shown.</p>`
    }
    <ul class="letters scroll-y" ref=${rows}>
      ${letters.map((letter) =>
        h(LetterRow, {
          key: letter.id,
          letter,
          isOpen: letter.id === open,
          isChosen: chosen.has(letter.id),
          choose: canWrite && letter.status === 'open' ? choose : undefined,
        }),
      )}
    </ul>
    ${
      asked !== undefined &&
      h(LetterDialog, {
        ...asked,
        close: () => setAsked(undefined),
        done: () => setChosen(new Set()),
      })
    }`;
}

function LetterRow(props: {
  letter: Letter;
  isOpen: boolean;
  isChosen: boolean;
  choose: ((id: string, isChosen: boolean) => void) | undefined;
}): ComponentChild {
  const { letter, choose } = props;
  const { id, provider, eventType, eventId, reason, attempts, time, status, consumer } = letter;
  const title = eventType ?? 'A message that is not an event';
  return html`<li class="letter" aria-current=${props.isOpen ? 'true' : undefined}>
    ${
      choose !== undefined &&
      html`<input
        type="checkbox"
        aria-label=${`Choose ${title} ${eventId ?? ''}`}
        checked=${props.isChosen}
        onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) => choose(id, currentTarget.checked)}
      />`
    }
    <div class="letter-body">
      <p class="letter-title">
        <a class="row-link" href=${hrefOf(['dead-letters', id], route.value.query)}>${title}</a>
        ${status !== 'open' && h(LetterMark, { letter })}
        <span class="spacer"></span>
        <span class="dim">${h(Time, { time })}</span>
      </p>
      <p class="letter-reason">${reason}</p>
      <p class="letter-facts dim">
        ${h(ProviderTag, { provider })}<span>${consumer ?? 'given up by Pub/Sub'}</span>
        <span>${plural(attempts, 'attempt')}</span>${eventId !== undefined && html`<code>${eventId}</code>`}
      </p>
    </div>
  </li>`;
}
