import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { RequestDetail } from '../data/contract.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { BinaryBody, Body } from '../ui/body.ts';
import { Facts, Pairs } from '../ui/facts.ts';
import { duration, size } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { HttpMark, ProviderTag, Time } from '../ui/marks.ts';
import { Pane, PaneBody } from '../ui/pane.ts';
import { Fault, Waiting } from '../ui/states.ts';

/** One request as it was received. @param back Where closing leads. */
export function RequestPane({ id, back }: { id: string; back: string }): ComponentChild {
  return h(
    Pane,
    { what: 'request', title: 'Request', mark: html`<code class="pane-id">${id}</code>`, back },
    h(PaneBody, {}, h(RequestParts, { id, isPart: false })),
  );
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
