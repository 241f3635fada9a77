import { h, type ComponentChild } from 'preact';
import type { Issue } from '../data/contract.ts';
import { html } from '../ui/html.ts';
import { Mark } from '../ui/marks.ts';

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
