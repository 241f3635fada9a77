import { h, type ComponentChild } from 'preact';
import { apiPath, getText } from '../data/client.ts';
import type { EventDetail } from '../data/contract.ts';
import { memberOf, parseLossless, type JsonNode } from '../data/lossless-json.ts';
import { useResource } from '../data/resource.ts';
import { secretWords } from '../data/steps.ts';
import { BinaryBody } from '../ui/body.ts';
import { Facts, Pairs } from '../ui/facts.ts';
import { html } from '../ui/html.ts';
import { JsonView } from '../ui/json-view.ts';
import { Waiting } from '../ui/states.ts';

/** An event, and its envelope as it was published; undefined if its bytes are not JSON, or not at hand. */
export interface ReadEvent {
  readonly detail: EventDetail;
  readonly envelope: JsonNode | undefined;
}

/** Reads an event without sending its numbers through a parser that would round them. */
export async function readEvent(path: string, signal: AbortSignal): Promise<ReadEvent> {
  const text = await getText(path, signal);
  const envelope = memberOf(parseLossless(text), 'envelope');
  return { detail: JSON.parse(text), envelope: envelope?.kind === 'object' ? envelope : undefined };
}

export type MessagePart = 'payload' | 'envelope' | 'message';

/** What was published. A deployed project's topic is asked for it only now: that takes a moment. */
export function Message(props: { event: ReadEvent; part: MessagePart }): ComponentChild {
  const { event, part } = props;
  const { provider, id, base64 } = event.detail;
  const isAtHand = event.envelope !== undefined || base64 !== undefined;
  const path = isAtHand ? undefined : apiPath(['events', id], { provider, envelope: 1 });
  const { value, error } = useResource<ReadEvent>(path, { read: readEvent });
  if (isAtHand) return h(Part, { event, part });
  if (error !== undefined) return html`<p class="dim">${error}</p>`;
  return value === undefined ? h(Waiting, { what: 'the message' }) : h(Part, { event: value, part });
}

function Part({ event: { detail, envelope }, part }: { event: ReadEvent; part: MessagePart }): ComponentChild {
  const { messageId, attributes, secretVersion, base64 } = detail;
  if (part === 'message') {
    const facts = [
      { name: 'Message id', value: messageId, copy: messageId },
      ...(secretVersion === undefined ? [] : [{ name: 'Verified with', value: secretWords(secretVersion) }]),
    ];
    return html`${h(Facts, { facts })}
      <h3>Attributes</h3>
      ${h(Pairs, { label: 'Attributes of the message', pairs: Object.entries(attributes) })}`;
  }
  const node = part === 'payload' ? memberOf(envelope, 'data') : envelope;
  if (node !== undefined) return h(JsonView, { node, what: part, depth: part === 'payload' ? 3 : 1 });
  if (base64 !== undefined) return h(BinaryBody, { base64, what: 'message' });
  return html`<p class="dim">
    The native event is kept in Cloud Storage: it was too large for a message. See the envelope.
  </p>`;
}
