import { h, type ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { channelsIn, type Channel, type Message } from '../data/async-api.ts';
import { apiPath, getText } from '../data/client.ts';
import { parseLossless, type JsonNode } from '../data/lossless-json.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf, route } from '../router.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { JsonView } from '../ui/json-view.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';

interface Read {
  readonly node: JsonNode | undefined;
  readonly channels: readonly Channel[];
}

async function readCatalogue(path: string, signal: AbortSignal): Promise<Read> {
  const text = await getText(path, signal);
  return { node: parseLossless(text), channels: channelsIn(JSON.parse(text)) };
}

/** Every topic with its messages, from the AsyncAPI document that the generator writes. */
export function Catalogue(): ComponentChild {
  const [, chosen] = route.value.path;
  const { value, error, reload } = useResource<Read>(apiPath(['catalogue']), { read: readCatalogue });
  const channels = value?.channels ?? [];
  const channel = channels.find(({ name }) => name === chosen) ?? channels[0];
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
        : channel === undefined
          ? h(Empty, { icon: 'catalogue', title: 'The document names no topic' })
          : html`<div class="records-body">
              <nav class="collections" aria-label="Topics">
                ${channels.map(
                  ({ name, title }) =>
                    html`<a
                      href=${hrefOf(['catalogue', name])}
                      aria-current=${name === channel.name ? 'page' : undefined}
                    >
                      <span>${title}</span>
                    </a>`,
                )}
              </nav>
              ${h(ChannelParts, { key: channel.name, channel })}
            </div>`
    }
  </section>`;
}

function ChannelParts({ channel }: { channel: Channel }): ComponentChild {
  const { address, description, messages } = channel;
  return html`<div class="channel scroll-y" tabindex="0" role="region" aria-label=${channel.title}>
    <p class="request-line"><code>${address}</code></p>
    ${description !== undefined && html`<p>${description}</p>`}
    ${messages.map((message) => h(MessageCard, { key: message.name, message }))}
  </div>`;
}

function MessageCard({ message }: { message: Message }): ComponentChild {
  const { name, title, summary, contentType, documentation, headers, payload } = message;
  return html`<article class="card">
    <div class="card-title"><strong>${title}</strong>${title !== name && html`<code class="dim">${name}</code>`}</div>
    ${summary !== undefined && html`<p>${summary}</p>`}
    <p class="dim">
      ${contentType}
      ${
        documentation !== undefined &&
        html` ·
          <a href=${documentation} target="_blank" rel="noreferrer"
            >What the provider documents ${h(Icon, { name: 'external' })}</a
          >`
      }
    </p>
    ${headers !== undefined && h(Schema, { what: 'Attributes', value: headers })}
    ${payload !== undefined && h(Schema, { what: 'Data', value: payload })}
  </article>`;
}

function Schema({ what, value }: { what: string; value: unknown }): ComponentChild {
  const node = useMemo(() => parseLossless(JSON.stringify(value)), [value]);
  if (node === undefined) return null;
  return html`<details>
    <summary>${what}</summary>
    ${h(JsonView, { node, what, depth: 2 })}
  </details>`;
}
