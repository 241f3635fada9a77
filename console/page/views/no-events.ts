import { h, type ComponentChild } from 'preact';
import { overview } from '../data/overview.ts';
import { hrefOf } from '../router.ts';
import { CommandLine, CopyButton } from '../ui/copy.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { ProviderTag } from '../ui/marks.ts';
import { Empty } from '../ui/states.ts';

/** What to do on the first day. */
export function NoEvents(): ComponentChild {
  const { features, providers = [], mode } = overview.value ?? {};
  return h(
    Empty,
    { icon: 'events', title: 'No events yet' },
    features?.send === true
      ? html`<p>Send a signed sample from here, or from a terminal. It appears in this list by itself.</p>
          <p><a class="button primary" href=${hrefOf(['send'])}>${h(Icon, { name: 'send' })}Send a sample</a></p>
          ${h(CommandLine, { command: 'npm run send -- stripe customer.subscription.deleted' })}`
      : html`<p>Events appear here when they have been handled. Paste an endpoint into the provider’s dashboard:</p>`,
    providers.length > 0 &&
      html`<details class="endpoints" open=${mode === 'cloud'}>
        <summary>Endpoints of ${providers.length} providers</summary>
        <ul>
          ${providers.map(
            ({ provider, title, webhookUrl }) =>
              html`<li>
                ${h(ProviderTag, { provider })}<code>${webhookUrl}</code>
                ${h(CopyButton, { text: webhookUrl, what: `the endpoint of ${title}` })}
              </li>`,
          )}
        </ul>
      </details>`,
  );
}

export function NoMatches(): ComponentChild {
  return h(
    Empty,
    { icon: 'search', title: 'No event matches' },
    html`<p>Nothing that is kept matches all of the filters.</p>
      <p><a class="button" href=${hrefOf(['events'])}>Clear the filters</a></p>`,
  );
}
