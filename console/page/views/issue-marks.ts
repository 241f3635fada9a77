import { h, type ComponentChild } from 'preact';
import type { Change, Issue } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { html } from '../ui/html.ts';
import { Mark } from '../ui/marks.ts';

/** Whether what comes of failures may have changed: locally, with each event and letter. */
export function mayChangeFailures({ letters, events }: Change): boolean {
  return overview.value?.mode === 'local' && (letters || events?.length !== 0);
}

/** A deployed project is asked less often: each time asks for all of it. */
const CLOUD_MS = 60_000;

/** How often failures are read again where no change is told; undefined where each is. */
export function failuresEveryMs(): number | undefined {
  return overview.value?.mode === 'cloud' ? CLOUD_MS : undefined;
}

/** How an issue stands. */
export function IssueMarks({ issue: { letters, retrying, isBack } }: { issue: Issue }): ComponentChild {
  const state =
    letters.open > 0
      ? h(Mark, { tone: 'bad', word: 'Open', title: 'Events were given up on.' })
      : retrying > 0
        ? h(Mark, { tone: 'warn', word: 'Retrying', title: 'Events failed, and are tried again.' })
        : h(Mark, { tone: 'none', word: 'Settled', title: 'Its letters were redriven or dismissed.' });
  const back = isBack && h(Mark, { tone: 'bad', word: 'Back', title: 'It failed again after a redrive.' });
  return html`${state}${back}`;
}
