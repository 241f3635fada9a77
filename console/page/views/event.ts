import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { EventDetail } from '../data/contract.ts';
import { SAGAS } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { secretWords, stateWords, unknownWords } from '../data/steps.ts';
import { hrefOf, route, withQuery } from '../router.ts';
import { CopyButton } from '../ui/copy.ts';
import { Facts } from '../ui/facts.ts';
import { duration } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { LogsLink } from '../ui/log-lines.ts';
import { ProviderTag, StatusMark, Time } from '../ui/marks.ts';
import { Pane, PaneBody } from '../ui/pane.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { Tabs } from '../ui/tabs.ts';
import { Waterfall } from '../ui/waterfall.ts';
import { Consumers } from './consumers.ts';
import { EventActions } from './event-actions.ts';
import { Message, readEvent, type MessagePart, type ReadEvent } from './event-message.ts';
import { EventLetters } from './letter.ts';
import { EventInstances, InstanceLink } from './moments.ts';
import { RequestParts } from './request.ts';

/** Everything that is known of one event. @param provider `-` if it is not known. @param back Where closing leads. */
export function EventPane(props: { provider: string; id: string; back: string }): ComponentChild {
  const { id, back } = props;
  const provider = props.provider === '-' ? undefined : props.provider;
  const { value, error, reload } = useResource<ReadEvent>(apiPath(['events', id], { provider }), {
    read: readEvent,
    on: ({ events, letters }) => letters || (events?.includes(id) ?? true),
  });
  const event = value?.detail;
  return h(
    Pane,
    {
      what: 'event',
      title: event?.type ?? id,
      mark: event !== undefined && h(StatusMark, { status: event.status }),
      below: event !== undefined && h(EventHeader, { event }),
      back,
    },
    error !== undefined && h(Fault, { message: error, retry: reload }),
    value !== undefined && h(EventParts, { event: value }),
    value === undefined && error === undefined && h(Waiting, { what: 'the event' }),
  );
}

function EventHeader({ event }: { event: EventDetail }): ComponentChild {
  const { provider, id } = event;
  return html`<div class="pane-subtitle">
      ${h(ProviderTag, { provider })}
      <code class="pane-id">${id}</code>${h(CopyButton, { text: id, what: 'the event’s id' })}
    </div>
    ${h(EventActions, { event })}`;
}

const TABS = [
  { name: 'timeline', title: 'Timeline' },
  { name: 'payload', title: 'Payload' },
  { name: 'envelope', title: 'Envelope' },
  { name: 'request', title: 'Request' },
  { name: 'message', title: 'Message' },
] as const;

function EventParts({ event }: { event: ReadEvent }): ComponentChild {
  const { detail } = event;
  const tabs = TABS.filter(({ name }) => name !== 'request' || detail.requests.length > 0);
  const current = tabs.find(({ name }) => name === route.value.query['tab'])?.name ?? 'timeline';
  return html`${h(Tabs, { label: 'Parts of the event', tabs, current })}
  ${h(
    PaneBody,
    {},
    current === 'timeline' && h(Story, { detail }),
    current === 'request' &&
      detail.requests.map((request) => h(RequestParts, { key: request, id: request, isPart: true })),
    isPartOfMessage(current) && h(Message, { event, part: current }),
  )}`;
}

/** The objects that an event concerns, each of which has a page. */
function Subjects({ subjects }: { subjects: EventDetail['subjects'] | undefined }): ComponentChild {
  if (subjects === undefined) {
    return html`<span class="dim">not known: nobody has handled it, or version 0.2.0 did</span>`;
  }
  return html`<span class="subjects">
    ${subjects.map((subject) => html`<a key=${subject} href=${hrefOf(['objects', subject])}>${shortSubject(subject)}</a>`)}
  </span>`;
}

/** A digest by its beginning. */
function shortSubject(subject: string): string {
  const [, kind, digits] = /^(email|phone):([0-9a-f]{8})[0-9a-f]{56}$/.exec(subject) ?? [];
  return kind === undefined ? subject : `${kind} ${digits}…`;
}

/** The instance that a command of a durable saga is of. */
function instanceOf({ provider, source, subject }: EventDetail) {
  const [, saga] = /^\/sagas\/(.+)$/.exec(source) ?? [];
  return provider === SAGAS && saga !== undefined && subject !== undefined ? { saga, key: subject } : undefined;
}

function isPartOfMessage(tab: string): tab is MessagePart {
  return tab === 'payload' || tab === 'envelope' || tab === 'message';
}

function Story({ detail }: { detail: EventDetail }): ComponentChild {
  const { provider, subjects, source, time, receivedTime, secretVersion, timeline, consumers, letters, logsUrl } =
    detail;
  const lateMs = Date.parse(receivedTime) - Date.parse(time);
  const { unknown, stateof } = detail.attributes;
  const instance = instanceOf(detail);
  const facts = [
    ...(stateof === undefined ? [] : [{ name: 'State', value: stateWords(stateof) }]),
    { name: stateof === undefined ? 'Occurred' : 'Changed', value: h(Time, { time, exact: true }) },
    {
      name: stateof === undefined ? 'Received' : 'Listed',
      value: html`${h(Time, { time: receivedTime, exact: true })}
      ${lateMs > 0 && html` <span class="dim">${duration(lateMs)} later</span>`}`,
    },
    ...(provider === SAGAS || stateof !== undefined
      ? []
      : [
          {
            name: 'Verified with',
            value:
              secretVersion === undefined
                ? html`<a href=${withQuery({ tab: 'message' })}>see the message</a>`
                : secretWords(secretVersion),
          },
        ]),
    { name: 'Source', value: source, copy: source },
    ...(instance === undefined ? [] : [{ name: 'Instance', value: h(InstanceLink, { instance }) }]),
    ...(subjects?.length === 0 ? [] : [{ name: 'Concerns', value: h(Subjects, { subjects }) }]),
    ...(unknown === undefined ? [] : [{ name: 'Not recognised', value: unknownWords(unknown) }]),
  ];
  return html`${h(Facts, { facts })} ${h(EventLetters, { letters })}
    ${
      timeline.some(({ name }) => name !== 'dead letter') &&
      html`<h3>What happened</h3>
        ${h(Waterfall, { spans: timeline })}`
    }
    ${h(EventInstances, { instances: detail.instances })}
    <h3>Consumers</h3>
    ${h(Consumers, { consumers, instances: detail.instances, logs: detail.logs })}
    ${
      logsUrl !== undefined &&
      html`<p class="outward">${h(LogsLink, { href: logsUrl, text: 'Its log entries in Cloud Logging' })}</p>`
    }`;
}
