import { h, type ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { Issue, IssueList } from '../data/contract.ts';
import { failuresEveryMs, mayChangeFailures } from '../data/failures.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf, route, withQuery } from '../router.ts';
import { ProviderFilter, Segments } from '../ui/fields.ts';
import { count, plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { ProviderTag, Time } from '../ui/marks.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { IssueMarks } from './issue-marks.ts';
import { IssuePane } from './issue.ts';

const SHOWN = [
  { value: '', word: 'Unsettled' },
  { value: '1', word: 'All' },
];

/** What goes wrong: dead letters and failed attempts, grouped by what is likely to have one cause. */
export function Issues(): ComponentChild {
  const { path, query } = route.value;
  const [, id] = path;
  const { provider = '', settled = '' } = query;
  const { value, error, reload } = useResource<IssueList>(apiPath(['issues'], { provider, settled }), {
    on: mayChangeFailures,
    everyMs: failuresEveryMs(),
  });
  return html`<div class="split" data-open=${id === undefined ? undefined : ''}>
    <section class="split-list" aria-labelledby="issues-title">
      <header class="view-header">
        <h1 id="issues-title">Issues</h1>
        <div class="filters">
          ${h(ProviderFilter, { value: provider, withSagas: true })}
          ${h(Segments, {
            label: 'Issues',
            value: settled,
            choices: SHOWN,
            set: (all) => go(withQuery({ settled: all }), { replace: true }),
          })}
        </div>
      </header>
      ${error !== undefined && h(Fault, { message: error, retry: reload })}
      ${
        value === undefined
          ? error === undefined && h(Waiting, { what: 'issues' })
          : h(Found, { list: value, open: id, key: `${provider} ${settled}` })
      }
    </section>
    ${id !== undefined && h(IssuePane, { key: id, id, back: hrefOf(['issues'], { provider, settled }) })}
  </div>`;
}

function Found({ list, open }: { list: IssueList; open: string | undefined }): ComponentChild {
  const { issues, ungrouped } = list;
  const rows = useRef<HTMLUListElement>(null);
  useListKeys(rows, open !== undefined);
  const before =
    ungrouped > 0 &&
    html`<p class="note">
      ${plural(ungrouped, 'open dead letter')} of an earlier version ${ungrouped === 1 ? 'has' : 'have'} no issue:
      ${' '}<a href=${hrefOf(['dead-letters'])}>see all dead letters</a>.
    </p>`;
  if (issues.length === 0) {
    return html`${before}${h(
      Empty,
      { icon: 'check', title: 'No issues' },
      html`<p>
        Failures of one kind are grouped here: the same error of the same command, whether its events are tried again or
        were given up on.
      </p>`,
    )}`;
  }
  return html`${before}
    <ul class="letters scroll-y" ref=${rows}>
      ${issues.map((issue) => h(IssueRow, { key: issue.issue, issue, isOpen: issue.issue === open }))}
    </ul>`;
}

function IssueRow({ issue, isOpen }: { issue: Issue; isOpen: boolean }): ComponentChild {
  const { provider, consumer, command, reason, first, last, letters, retrying } = issue;
  return html`<li class="letter" aria-current=${isOpen ? 'true' : undefined}>
    <div class="letter-body">
      <p class="letter-title">
        <a class="row-link" href=${hrefOf(['issues', issue.issue], route.value.query)}>${command ?? consumer}</a>
        ${h(IssueMarks, { issue })}
        <span class="spacer"></span>
        <span class="dim">${h(Time, { time: last })}</span>
      </p>
      <p class="letter-reason">${reason}</p>
      <p class="letter-facts dim">
        ${h(ProviderTag, { provider })}<span>${consumer}</span>
        ${letters.open > 0 && html`<span>${plural(letters.open, 'open letter')}</span>`}
        ${retrying > 0 && html`<span>${count(retrying)} tried again</span>`}
        <span>since ${h(Time, { time: first })}</span>
      </p>
    </div>
  </li>`;
}
