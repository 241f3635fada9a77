import { h, type ComponentChild } from 'preact';
import { channelsIn, type Channel, type Message, type Property } from '../data/async-api.ts';
import { apiPath, getJson } from '../data/client.ts';
import { signatureOf, titleOf } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf, route } from '../router.ts';
import { CopyButton } from '../ui/copy.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { Prose } from '../ui/prose.ts';
import { SideList } from '../ui/side-list.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { IntegrationTable } from './integration-table.ts';

/** What the name of a topic ends in that takes what is given up on. */
const DEAD_LETTER = '-dead-letter';

async function readCatalogue(path: string, signal: AbortSignal): Promise<readonly Channel[]> {
  return channelsIn(await getJson<unknown>(path, signal));
}

/** All integrations in a table, and every topic with its messages, from the AsyncAPI document of the sources. */
export function Catalogue(): ComponentChild {
  const [, chosen] = route.value.path;
  const { value, error, reload } = useResource<readonly Channel[]>(apiPath(['catalogue']), { read: readCatalogue });
  const all = value ?? [];
  const channels = all.filter(({ address }) => !address.endsWith(DEAD_LETTER));
  const channel = channels.find((one) => isNamed(one, chosen));
  return html`<section class="split-list records" aria-labelledby="catalogue-title">
    <header class="view-header">
      <h1 id="catalogue-title">Event catalogue</h1>
      <span class="spacer"></span>
      <a class="button small" href="/api/catalogue" target="_blank" rel="noreferrer">
        AsyncAPI document${h(Icon, { name: 'external' })}
      </a>
    </header>
    ${error !== undefined && h(Fault, { message: error, retry: reload })}
    ${
      value === undefined
        ? error === undefined && h(Waiting, { what: 'the catalogue' })
        : channels.length === 0
          ? h(Empty, { icon: 'catalogue', title: 'The document names no topic' })
          : html`<div class="records-body">
              ${h(SideList, {
                label: 'Topics',
                items: [
                  { href: hrefOf(['catalogue']), word: 'All integrations', isCurrent: chosen === undefined },
                  ...channels.map((one) => ({
                    href: hrefOf(['catalogue', one.name]),
                    word: labelOf(one),
                    isCurrent: one === channel,
                  })),
                ],
              })}
              ${
                chosen === undefined
                  ? h(IntegrationTable, {})
                  : channel === undefined
                    ? h(
                        Empty,
                        { icon: 'search', title: `${chosen} has no topic` },
                        html`<p>Choose one from the list.</p>`,
                      )
                    : h(ChannelParts, { key: channel.name, channel, all })
              }
            </div>`
    }
  </section>`;
}

/** A topic, and the one that takes what is given up on. */
function ChannelParts({ channel, all }: { channel: Channel; all: readonly Channel[] }): ComponentChild {
  const letters = all.filter(({ address }) => address === `${channel.address}${DEAD_LETTER}`);
  const signature = signatureOf(providerOf(channel));
  return html`<div class="channel scroll-y" tabindex="0" role="region" aria-label=${channel.title}>
    ${[channel, ...letters].map(
      ({ name, title, address, description, messages }) =>
        html`<section key=${name} aria-label=${title}>
          <h2>${title}</h2>
          <p class="request-line">
            <code>${address}</code>${h(CopyButton, { text: address, what: 'the topic’s name' })}
          </p>
          ${description !== undefined && html`<p>${description}</p>`}
          ${
            name === channel.name &&
            signature !== undefined &&
            html`<p class="signature"><span class="dim">Webhook signature:</span> ${signature}</p>`
          }
          ${messages.map((message) => h(MessageCard, { key: message.name, message }))}
        </section>`,
    )}
  </div>`;
}

function MessageCard({ message }: { message: Message }): ComponentChild {
  const { title, summary, contentType, documentation, headers, payload } = message;
  return html`<article class="card">
    <div class="card-title"><strong>${title}</strong><span class="dim">${contentType}</span></div>
    ${summary !== undefined && html`<p>${h(Prose, { text: summary })}</p>`}
    ${
      documentation !== undefined &&
      html`<p>
        <a href=${documentation} target="_blank" rel="noreferrer">What the provider documents</a>
      </p>`
    }
    ${h(Properties, { title: 'Attributes', properties: headers })}
    ${h(Properties, { title: 'Data', properties: payload })}
  </article>`;
}

function Properties({ title, properties }: { title: string; properties: readonly Property[] }): ComponentChild {
  if (properties.length === 0) return null;
  return html`<details>
    <summary>${title} <span class="tab-count">${properties.length}</span></summary>
    <div class="scroll-x" tabindex="0" role="region" aria-label=${title}>
      <table class="properties">
        <tbody>
          ${properties.map(
            ({ name, type, isRequired, description }) =>
              html`<tr>
                <th scope="row"><code>${name}</code>${!isRequired && html` <span class="faint">optional</span>`}</th>
                <td class="dim">${type}</td>
                <td>${h(Prose, { text: description })}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** A topic is named by its channel, `stripe-events`, or by its provider. */
function isNamed(channel: Channel, name: string | undefined): boolean {
  return channel.name === name || providerOf(channel) === name;
}

function labelOf(channel: Channel): string {
  const provider = providerOf(channel);
  return provider === undefined ? channel.title : titleOf(provider);
}

function providerOf({ address }: Channel): string | undefined {
  return /^integration-(.+)-events$/.exec(address)?.[1];
}
