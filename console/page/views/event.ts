import { h, type ComponentChild } from 'preact';
import { apiPath, getText } from '../data/client.ts';
import type { EventDetail } from '../data/contract.ts';
import { memberOf, parseLossless, type JsonNode } from '../data/lossless-json.ts';
import { useResource } from '../data/resource.ts';
import { secretWords } from '../data/steps.ts';
import { go, route } from '../router.ts';
import { BinaryBody } from '../ui/body.ts';
import { CopyButton } from '../ui/copy.ts';
import { Facts, Pairs } from '../ui/facts.ts';
import { duration } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { JsonView } from '../ui/json-view.ts';
import { useKeys } from '../ui/keys.ts';
import { ProviderTag, StatusMark, Time } from '../ui/marks.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { Tabs } from '../ui/tabs.ts';
import { Waterfall } from '../ui/waterfall.ts';
import { Consumers } from './consumers.ts';
import { EventActions } from './event-actions.ts';
import { EventLetters } from './letter.ts';
import { RequestParts } from './request.ts';

interface ReadEvent {
  readonly detail: EventDetail;
  /** As it was published; undefined where its bytes are no JSON. */
  readonly envelope: JsonNode | undefined;
}

async function readEvent(path: string, signal: AbortSignal): Promise<ReadEvent> {
  const text = await getText(path, signal);
  const envelope = memberOf(parseLossless(text), 'envelope');
  return { detail: JSON.parse(text), envelope: envelope?.kind === 'object' ? envelope : undefined };
}

/** Everything that is known of one event. @param provider `-` where it is not known. @param back Where closing leads. */
export function EventPane(props: { provider: string; id: string; back: string }): ComponentChild {
  const { id, back } = props;
  const provider = props.provider === '-' ? undefined : props.provider;
  const { value, error, reload } = useResource<ReadEvent>(apiPath(['events', id], { provider }), {
    read: readEvent,
    on: ({ events, letters }) => letters || (events?.includes(id) ?? true),
  });
  useKeys({ Escape: () => go(back) });
  return html`<section class="pane" aria-labelledby="event-title">
    ${
      value === undefined
        ? html`<header class="pane-header">
            <div class="pane-title">
              <h2 id="event-title">${id}</h2>
              <span class="spacer"></span>
              ${h(CloseLink, { back })}
            </div>
          </header>`
        : h(EventHeader, { event: value.detail, back })
    }
    ${error !== undefined && h(Fault, { message: error, retry: reload })}
    ${value === undefined ? error === undefined && h(Waiting, { what: 'the event' }) : h(EventParts, value)}
  </section>`;
}

function CloseLink({ back }: { back: string }): ComponentChild {
  return html`<a class="icon-button" href=${back} aria-label="Close the event" title="Close (Esc)">
    ${h(Icon, { name: 'close' })}
  </a>`;
}

function EventHeader({ event, back }: { event: EventDetail; back: string }): ComponentChild {
  const { provider, id, type, status } = event;
  return html`<header class="pane-header">
    <div class="pane-title">
      <h2 id="event-title">${type}</h2>
      ${h(StatusMark, { status })}
      <span class="spacer"></span>
      ${h(CloseLink, { back })}
    </div>
    <div class="pane-subtitle">
      ${h(ProviderTag, { provider })}
      <code class="pane-id">${id}</code>${h(CopyButton, { text: id, what: 'the event’s id' })}
    </div>
    ${h(EventActions, { event })}
  </header>`;
}

const TABS = [
  { name: 'timeline', title: 'Timeline' },
  { name: 'payload', title: 'Payload' },
  { name: 'envelope', title: 'Envelope' },
  { name: 'request', title: 'Request' },
  { name: 'message', title: 'Message' },
] as const;

function EventParts({ detail, envelope }: ReadEvent): ComponentChild {
  const tabs = TABS.filter(({ name }) => name !== 'request' || detail.requests.length > 0);
  const current = tabs.find(({ name }) => name === route.value.query['tab'])?.name ?? 'timeline';
  const payload = memberOf(envelope, 'data');
  return html`${h(Tabs, { label: 'Parts of the event', tabs, current })}
    <div class="pane-body" tabindex="0" role="region" aria-label="Details">
      ${current === 'timeline' && h(Story, { detail })}
      ${
        current === 'payload' &&
        (payload === undefined ? h(NoJson, { detail }) : h(JsonView, { node: payload, what: 'payload' }))
      }
      ${
        current === 'envelope' &&
        (envelope === undefined ? h(NoJson, { detail }) : h(JsonView, { node: envelope, what: 'envelope', depth: 1 }))
      }
      ${
        current === 'request' &&
        detail.requests.map((request) => h(RequestParts, { key: request, id: request, isPart: true }))
      }
      ${
        current === 'message' &&
        html`${h(Facts, { facts: [{ name: 'Message id', value: detail.messageId, copy: detail.messageId }] })}
          <h3>Attributes</h3>
          ${h(Pairs, { label: 'Attributes of the message', pairs: Object.entries(detail.attributes) })}`
      }
    </div>`;
}

function NoJson({ detail: { base64 } }: { detail: EventDetail }): ComponentChild {
  if (base64 !== undefined) return h(BinaryBody, { base64, what: 'message' });
  return html`<p class="dim">The topic does not keep this message any more; its ledger entry is what is left.</p>`;
}

function Story({ detail }: { detail: EventDetail }): ComponentChild {
  const { subject, source, time, receivedTime, secretVersion, timeline, consumers, letters, logsUrl } = detail;
  const lateMs = Date.parse(receivedTime) - Date.parse(time);
  const facts = [
    { name: 'Occurred', value: h(Time, { time, exact: true }) },
    {
      name: 'Received',
      value: html`${h(Time, { time: receivedTime, exact: true })}
      ${lateMs > 0 && html` <span class="dim">${duration(lateMs)} later</span>`}`,
    },
    {
      name: 'Verified with',
      value: secretVersion === undefined ? 'a configured secret' : secretWords(secretVersion),
    },
    { name: 'Source', value: source, copy: source },
    ...(subject === undefined ? [] : [{ name: 'Subject', value: subject, copy: subject }]),
  ];
  return html`${h(Facts, { facts })} ${h(EventLetters, { letters })}
    ${
      timeline.some(({ name }) => name !== 'dead letter') &&
      html`<h3>What happened</h3>
        ${h(Waterfall, { spans: timeline })}`
    }
    <h3>Consumers</h3>
    ${h(Consumers, { consumers })}
    ${
      logsUrl !== undefined &&
      html`<p class="outward">
        <a href=${logsUrl} target="_blank" rel="noreferrer"
          >Its log entries in Cloud Logging ${h(Icon, { name: 'external' })}</a
        >
      </p>`
    }`;
}
