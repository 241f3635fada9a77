import { h, type ComponentChild } from 'preact';
import type { ConsumerView, EventConsumer, EventInstance, HandlingLog } from '../data/contract.ts';
import { overview, SAGAS } from '../data/overview.ts';
import { hrefOf } from '../router.ts';
import { plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { StatusMark, Time } from '../ui/marks.ts';
import { RecordLink } from './record-link.ts';
import { LogLines, LogsLink } from '../ui/log-lines.ts';
import { Stack } from '../ui/stack.ts';

/** The consumer that carries out the commands of durable sagas; a prefix may come before. */
const OF_SAGAS = `${SAGAS}-onSagaEvent`;

/**
 * How far each consumer of an event has come, with its commands and what it logged.
 * @param instances Those that it brought a fact to.
 */
export function Consumers({
  consumers,
  instances,
  logs,
}: {
  consumers: readonly EventConsumer[];
  instances: readonly EventInstance[];
  logs: readonly HandlingLog[];
}): ComponentChild {
  if (consumers.length === 0) return html`<p class="dim">No consumer has an entry for this event.</p>`;
  return html`<ul class="consumers">
    ${consumers.map(
      ({ name, status, attempts, earlier = [], error, issue, stack, waitsUntil, commands, logsUrl }) =>
        html`<li class="card">
          <div class="card-title">
            <strong>${name}</strong>${h(StatusMark, { status })}<span class="dim">${plural(attempts, 'attempt')}</span>
          </div>
          ${earlier.map(
            (before) =>
              html`<p class="dim">
                Before a redrive: ${plural(before.attempts, 'attempt')}, given up on
                ${' '}${h(Time, { time: before.until })}${before.error !== undefined && html`: ${before.error}`}
              </p>`,
          )}
          ${error !== undefined && !isTold(error, commands) && html`<p class="error-text">${error}</p>`}
          ${
            issue !== undefined &&
            html`<p class="dim issue-of">
              Issue <a href=${hrefOf(['issues', issue])}><code>${issue}</code></a>
            </p>`
          }
          ${waitsUntil !== undefined && html`<p>Waits until ${h(Time, { time: waitsUntil })}, as its handler asked.</p>`}
          ${
            commands.length === 0
              ? html`<p class="dim">
                  ${status === 'handled' ? 'No saga asked for a command.' : 'No command is settled yet.'}
                </p>`
              : html`<ul class="commands">
                  ${commands.map(
                    (command) =>
                      html`<li data-status=${command.status}>
                        ${h(Icon, { name: command.status === 'done' ? 'check' : 'alert' })}
                        <span>
                          ${h(StepName, { consumer: name, step: command, instances })}
                          <span class="dim"> ${command.status}</span>
                          ${command.error !== undefined && html`<span class="error-text"> ${command.error}</span>`}
                          ${command.records?.map((record) => html`<span class="command-record" key=${record}>${h(RecordLink, { name: record })}</span>`)}
                        </span>
                      </li>`,
                  )}
                </ul>`
          }
          ${h(Stack, { stack: stack ?? commands.find((command) => command.stack !== undefined)?.stack })}
          ${h(LogLines, { logs: logs.filter(({ consumer }) => consumer === name) })}
          ${logsUrl !== undefined && html`<p class="outward">${h(LogsLink, { href: logsUrl, text: 'What it logged, in Cloud Logging' })}</p>`}
        </li>`,
    )}
  </ul>`;
}

/** A fact of a durable saga, `dunning/paymentFailed`, leads to its instance; to those of the saga if that is forgotten. */
function StepName(props: {
  consumer: string;
  step: ConsumerView['commands'][number];
  instances: readonly EventInstance[];
}): ComponentChild {
  const { consumer, step, instances } = props;
  const [saga = ''] = step.name.split('/');
  const isFact = overview.value?.durableSagas.includes(saga) === true && !consumer.endsWith(OF_SAGAS);
  if (!isFact) return html`<code>${step.name}</code>`;
  const instance = instances.find(({ id }) => id === step.instance);
  const href = instance === undefined ? hrefOf(['sagas'], { saga }) : hrefOf(['sagas', saga, instance.key]);
  return html`<a href=${href}><code>${step.name}</code></a>`;
}

/** Whether one of the commands says it already. */
function isTold(error: string, commands: ConsumerView['commands']): boolean {
  return commands.some((command) => command.error !== undefined && error.includes(command.error));
}
