import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { Unhandled } from '../data/contract.ts';
import { overview, titleOf } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { CommandLine } from '../ui/copy.ts';
import { count } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Fault } from '../ui/states.ts';

/** The types of events that arrive and lead to nothing, since no saga or task wants them. Nothing if there are none. */
export function UnhandledTypes(): ComponentChild {
  const { value, error, reload } = useResource<Unhandled>(apiPath(['unhandled']), { on: () => true });
  if (error !== undefined) return h(Fault, { message: error, retry: reload });
  if (value === undefined) return null;
  const { isCounted, days, types } = value;
  if (!isCounted) return h(NotCounted, {});
  if (types.length === 0) return null;
  return html`<section class="unhandled" aria-labelledby="unhandled-title">
    <h2 id="unhandled-title">Types that nobody handles</h2>
    <p class="dim">
      ${days === undefined ? 'These events' : `In the last ${days} days, these events`} led to nothing. Deselect their
      types at the provider, or write a saga.
    </p>
    <ul>
      ${types.map(
        ({ provider, type, count: events }) =>
          html`<li key=${`${provider} ${type}`}>
            <a href=${hrefOf(['events'], { provider, type })}><code>${type}</code></a>
            <span class="dim"> ${titleOf(provider)}, ${count(events)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function NotCounted(): ComponentChild {
  return html`<section class="unhandled" aria-label="Types that nobody handles">
    <p class="dim">Events that nobody handles are not counted in this project. To install the metrics:</p>
    ${h(CommandLine, { command: `npx integrations monitoring install --project ${overview.value?.project ?? ''}` })}
  </section>`;
}
