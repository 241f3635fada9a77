import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { EventDetail, SendResult, Variant } from '../data/contract.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { html } from '../ui/html.ts';
import { HttpMark, StatusMark } from '../ui/marks.ts';
import { plural } from '../ui/format.ts';

/** What the endpoint answered to a sample, and how its event is doing. */
export function SentResult({
  provider,
  variant,
  sent,
}: {
  provider: string;
  variant: Variant;
  sent: SendResult;
}): ComponentChild {
  const { status, reply, eventId, requestId } = sent;
  const isExpected = variant === 'valid' ? status < 300 : status >= 400;
  return html`<div class="card sent" data-tone=${isExpected ? 'good' : 'bad'}>
    <div class="card-title">
      <strong
        >${variant === 'valid' ? 'The endpoint answered' : isExpected ? 'Refused, as it must be' : 'Accepted, though it was spoiled'}</strong
      >
      ${h(HttpMark, { status })}
      <span class="spacer"></span>
      ${requestId !== undefined && html`<a href=${hrefOf(['requests', requestId])}>The request</a>`}
    </div>
    <pre class="plain-body" tabindex="0" aria-label="Answer">${reply}</pre>
    ${eventId !== undefined && h(SentEvent, { key: eventId, provider, id: eventId })}
  </div>`;
}

function SentEvent({ provider, id }: { provider: string; id: string }): ComponentChild {
  const { value } = useResource<EventDetail>(apiPath(['events', id], { provider }), {
    on: ({ events }) => events?.includes(id) ?? true,
  });
  const commands = value?.consumers.flatMap((consumer) => consumer.commands) ?? [];
  return html`<p class="sent-event">
    <a href=${hrefOf(['events', provider, id])}>${value?.type ?? 'The event'} <code>${id}</code></a>
    ${value !== undefined && h(StatusMark, { status: value.status })}
    ${commands.length > 0 && html`<span class="dim">${plural(commands.length, 'command')}</span>`}
  </p>`;
}
