import { h, type ComponentChild } from 'preact';
import type { Span } from '../data/contract.ts';
import { errorsOf, stepsOf, type ToldError } from '../data/steps.ts';
import { timeScale, type Break } from '../data/time-scale.ts';
import { duration, exactTime } from './format.ts';
import { html } from './html.ts';

/** Of the axis that a word needs. */
const LABEL_SHARE = 0.18;

/** What happened to an event, step by step, on one time axis. Waits that would dwarf the work are cut short. */
export function Waterfall({ spans }: { spans: readonly Span[] }): ComponentChild {
  const steps = stepsOf(spans);
  const errors = errorsOf(steps);
  const { breaks, position } = timeScale(steps.map(({ from, to }) => ({ from, to })));
  const end = Math.max(0, ...steps.map(({ to }) => to));
  const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
  const bands = breaks.map(
    ({ left, width }) =>
      html`<span class="waterfall-break" style=${{ left: percent(left), width: percent(width) }}></span>`,
  );
  return html`<div class="waterfall">
    <div class="waterfall-axis" aria-hidden="true">
      <span class="waterfall-track">
        <span class="waterfall-start">0</span>
        ${labelled(breaks).map(
          ({ left, width, from, to }) =>
            html`<span class="waterfall-wait" style=${{ left: percent(left + width / 2) }}
              >${duration(to - from)}</span
            >`,
        )}
      </span>
      <span class="waterfall-ms">${duration(end)}</span>
    </div>
    <ol>
      ${steps.map((step) => {
        const [left, right] = [position(step.from), position(step.to)];
        return html`<li class="step" data-status=${step.span.status} key=${step.span.id}>
          <div class="step-row" style=${{ '--depth': String(step.depth) }}>
            <span class="step-name" title=${`${step.title} ${step.note}, ${exactTime(step.span.start)}`}>
              ${step.title}${step.note !== '' && html` <span class="dim">${step.note}</span>`}
            </span>
            <span class="waterfall-track" aria-hidden="true">
              ${bands}
              <span class="step-bar" style=${{ left: percent(left), width: percent(right - left) }}></span>
            </span>
            <span class="waterfall-ms">${step.span.durationMs === 0 ? '' : duration(step.span.durationMs)}</span>
          </div>
          ${h(ErrorText, { error: errors.get(step.span.id) })}
        </li>`;
      })}
    </ol>
  </div>`;
}

function ErrorText({ error }: { error: ToldError | undefined }): ComponentChild {
  if (error === undefined) return null;
  return error.isAgain
    ? html`<span class="visually-hidden">The same error again.</span>`
    : html`<p class="step-error">${error.text}</p>`;
}

/** Words that would run into each other are left out. */
function labelled(breaks: readonly Break[]): readonly Break[] {
  let last = Number.NEGATIVE_INFINITY;
  return breaks.filter(({ left }) => {
    if (left - last < LABEL_SHARE) return false;
    last = left;
    return true;
  });
}
