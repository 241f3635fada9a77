import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { SubscriptionView, Subscriptions } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { CommandLine } from '../ui/copy.ts';
import { Facts } from '../ui/facts.ts';
import { count, duration } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Mark } from '../ui/marks.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';

/** What waits in Pub/Sub, and whether each subscription still has the bundle's policy. */
export function SubscriptionsView(): ComponentChild {
  const { value, error, reload } = useResource<Subscriptions>(apiPath(['subscriptions']), { on: () => true });
  return html`<section class="page" aria-labelledby="subscriptions-title">
    <header class="view-header"><h1 id="subscriptions-title">Subscriptions</h1></header>
    <div class="page-body" tabindex="0" role="region" aria-label="Content">
      ${error !== undefined && h(Fault, { message: error, retry: reload })}
      ${
        value === undefined
          ? error === undefined && h(Waiting, { what: 'subscriptions' })
          : value.subscriptions.length === 0
            ? h(
                Empty,
                { icon: 'subscriptions', title: 'No subscription of this bundle' },
                html`<p>Deploy the functions, then apply the delivery policy:</p>`,
                h(CommandLine, { command: applyCommand() }),
              )
            : html`<ul class="cards">
                ${value.subscriptions.map((subscription) => h(SubscriptionCard, { key: subscription.name, subscription }))}
              </ul>`
      }
    </div>
  </section>`;
}

function SubscriptionCard({ subscription }: { subscription: SubscriptionView }): ComponentChild {
  const { name, consumer, topic, backlog, oldestUnackedSeconds, policy, drift } = subscription;
  const facts = [
    { name: 'Topic', value: topic },
    { name: 'Waiting', value: backlog === undefined ? 'unknown' : count(backlog) },
    {
      name: 'Oldest',
      value:
        oldestUnackedSeconds === undefined || oldestUnackedSeconds === 0 ? '–' : duration(oldestUnackedSeconds * 1000),
    },
    ...Object.entries(policy).map(([key, setting]) => ({ name: wordsOf(key), value: setting })),
  ];
  return html`<li class="card">
    <div class="card-title">
      <strong>${consumer ?? name}</strong>
      ${drift.length === 0 ? h(Mark, { tone: 'good', word: 'As the bundle wants it' }) : h(Mark, { tone: 'warn', word: 'Differs' })}
    </div>
    ${consumer !== undefined && html`<p class="dim"><code>${name}</code></p>`}
    ${
      drift.length > 0 &&
      html`<ul class="drift">
          ${drift.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
        ${h(CommandLine, { command: applyCommand() })}`
    }
    ${h(Facts, { facts })}
  </li>`;
}

function applyCommand(): string {
  return `npm run delivery:apply -- --project ${overview.value?.project ?? ''}`;
}

/** `minBackoffSeconds` → `Min backoff seconds` */
function wordsOf(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
