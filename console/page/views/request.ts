import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { RequestDetail } from '../data/contract.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf } from '../router.ts';
import { BinaryBody, Body } from '../ui/body.ts';
import { Facts, Pairs } from '../ui/facts.ts';
import { duration, size } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { useKeys } from '../ui/keys.ts';
import { HttpMark, ProviderTag, Time } from '../ui/marks.ts';
import { Fault, Waiting } from '../ui/states.ts';

/** One request as it was received. @param back Where closing leads. */
export function RequestPane({ id, back }: { id: string; back: string }): ComponentChild {
  useKeys({ Escape: () => go(back) });
  return html`<section class="pane" aria-labelledby="request-title">
    <header class="pane-header">
      <div class="pane-title">
        <h2 id="request-title">Request</h2>
        <code class="pane-id">${id}</code>
        <span class="spacer"></span>
        <a class="icon-button" href=${back} aria-label="Close the request" title="Close (Esc)"
          >${h(Icon, { name: 'close' })}</a
        >
      </div>
    </header>
    <div class="pane-body" tabindex="0" role="region" aria-label="Details">
      ${h(RequestParts, { id, isPart: false })}
    </div>
  </section>`;
}

/** Its line, headers, body and the answer. @param isPart Stands among the parts of its event. */
export function RequestParts({ id, isPart }: { id: string; isPart: boolean }): ComponentChild {
  const { value, error, reload } = useResource<RequestDetail>(apiPath(['requests', id]));
  if (value === undefined) {
    return error === undefined ? h(Waiting, { what: 'the request' }) : h(Fault, { message: error, retry: reload });
  }
  const { provider, method, url, status, code, message, time, bytes, durationMs, headers, body, bodyBase64, reply } =
    value;
  const facts = [
    { name: 'Answer', value: h(HttpMark, { status }) },
    { name: 'Provider', value: h(ProviderTag, { provider }) },
    { name: 'Arrived', value: h(Time, { time, exact: true }) },
    { name: 'Took', value: duration(durationMs) },
    { name: 'Size', value: size(bytes) },
  ];
  return html`${h(Facts, { facts })}
    ${
      code !== undefined &&
      html`<div class="refusal">
        <code>${code}</code>
        <p>${message}</p>
      </div>`
    }
    ${
      !isPart &&
      value.eventIds.map(
        (eventId) =>
          html`<p>
            Event <a href=${hrefOf(['events', provider, eventId])}><code>${eventId}</code></a>
          </p>`,
      )
    }
    <p class="request-line"><strong>${method}</strong> <code>${url}</code></p>
    <h3>Headers</h3>
    ${h(Pairs, { label: 'Headers of the request', pairs: headers })}
    <h3>Body</h3>
    ${value.bodyCut === true && html`<p class="dim">It was too long to be kept whole; this is its beginning.</p>`}
    ${
      body === null
        ? h(BinaryBody, { base64: bodyBase64 ?? '', what: 'request’s body' })
        : h(Body, { text: body, what: 'request’s body', type: contentTypeIn(headers) })
    }
    <h3>Answer</h3>
    ${h(Body, { text: reply, what: 'answer' })}`;
}

function contentTypeIn(headers: RequestDetail['headers']): string {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}
