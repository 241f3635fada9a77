import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { Issue, LetterPage } from '../data/contract.ts';
import { failuresEveryMs, mayChangeFailures, mayChangeLetters } from '../data/failures.ts';
import { overview } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { Facts } from '../ui/facts.ts';
import { count, plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { ProviderTag, Time } from '../ui/marks.ts';
import { Pane, PaneBody } from '../ui/pane.ts';
import { Stack } from '../ui/stack.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { IssueMarks } from './issue-marks.ts';
import { LetterDialog, type LetterAction } from './letter-dialog.ts';
import { LetterMark } from './letter.ts';

/** Of its letters, the newest are shown; a link leads to all. */
const SHOWN = 20;

/** One issue: when, how often, where in the code, and its letters. @param back Where closing leads. */
export function IssuePane({ id, back }: { id: string; back: string }): ComponentChild {
  const { value, error, reload } = useResource<Issue>(apiPath(['issues', id]), {
    on: mayChangeFailures,
    everyMs: failuresEveryMs(),
  });
  return h(
    Pane,
    {
      what: 'issue',
      title: value?.command ?? value?.consumer ?? 'Issue',
      mark: value !== undefined && h(IssueMarks, { issue: value }),
      below: value !== undefined && h(IssueActions, { issue: value }),
      back,
    },
    h(
      PaneBody,
      {},
      error !== undefined && h(Fault, { message: error, retry: reload }),
      value !== undefined && h(IssueParts, { issue: value }),
      value === undefined && error === undefined && h(Waiting, { what: 'the issue' }),
    ),
  );
}

function IssueParts({ issue }: { issue: Issue }): ComponentChild {
  const { provider, consumer, command, reason, stack, first, last, letters, retrying, redrivenAt, isBack } = issue;
  const facts = [
    { name: 'Provider', value: h(ProviderTag, { provider }) },
    { name: 'Consumer', value: consumer },
    ...(command === undefined ? [] : [{ name: 'Command', value: command }]),
    { name: 'First', value: h(Time, { time: first, exact: true }) },
    { name: 'Last', value: h(Time, { time: last, exact: true }) },
    {
      name: 'Letters',
      value: `${count(letters.open)} open, ${count(letters.redriven)} redriven, ${count(letters.dismissed)} dismissed`,
    },
    { name: 'Tried again', value: plural(retrying, 'event') },
    ...(redrivenAt === undefined ? [] : [{ name: 'Redriven', value: h(Time, { time: redrivenAt, exact: true }) }]),
    { name: 'Issue', value: html`<code>${issue.issue}</code>`, copy: issue.issue },
  ];
  return html`<div class="refusal"><p>${reason}</p></div>
    ${isBack && html`<p class="note">It failed again after the last redrive: the fix did not work, or the cause has returned.</p>`}
    ${h(Facts, { facts })} ${h(Stack, { stack })} ${lettersIn(letters) > 0 && h(IssueLetters, { issue })}`;
}

function lettersIn({ open, redriven, dismissed }: Issue['letters']): number {
  return open + redriven + dismissed;
}

function IssueLetters({ issue: { issue, letters } }: { issue: Issue }): ComponentChild {
  const { value } = useResource<LetterPage>(apiPath(['letters'], { issue, limit: SHOWN }), {
    on: mayChangeLetters,
    everyMs: failuresEveryMs(),
  });
  if (value === undefined) return h(Waiting, { what: 'its letters' });
  const all = lettersIn(letters);
  return html`<h3>Dead letters</h3>
    <ul class="commands issue-letters">
      ${value.letters.map(
        (letter) =>
          html`<li key=${letter.id} data-status="letter">
            ${h(Icon, { name: 'letters' })}
            <span>
              <a href=${hrefOf(['dead-letters', letter.id], { issue, status: 'all' })}>
                ${letter.eventType ?? 'A message that is not an event'}
              </a>
              ${' '}<code class="dim">${letter.eventId ?? letter.messageId}</code> ${h(LetterMark, { letter })}
              ${' '}<span class="dim">${h(Time, { time: letter.time })}</span>
            </span>
          </li>`,
      )}
    </ul>
    ${
      all > value.letters.length &&
      html`<p>
        <a href=${hrefOf(['dead-letters'], { issue, status: 'all' })}>All ${count(all)} letters of this issue</a>
      </p>`
    }`;
}

function IssueActions({ issue: { issue, letters } }: { issue: Issue }): ComponentChild {
  const [asked, setAsked] = useState<LetterAction['verb']>();
  if (letters.open === 0 || overview.value?.writable !== true) return null;
  const close = () => setAsked(undefined);
  const those = letters.open === 1 ? 'the open dead letter' : `all ${count(letters.open)} open dead letters`;
  return html`<div class="actions">
    <button type="button" class="button small" onClick=${() => setAsked('Redrive')}>
      ${h(Icon, { name: 'again' })}Redrive the issue
    </button>
    <button type="button" class="button small" onClick=${() => setAsked('Dismiss')}>Dismiss the issue</button>
    ${
      asked !== undefined && h(LetterDialog, { verb: asked, letters: `${those} of this issue`, body: { issue }, close })
    }
  </div>`;
}
