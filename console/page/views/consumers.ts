import { h, type ComponentChild } from 'preact';
import type { ConsumerView } from '../data/contract.ts';
import { overview, SAGAS } from '../data/overview.ts';
import { hrefOf } from '../router.ts';
import { plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { StatusMark, Time } from '../ui/marks.ts';

/** The consumer that carries out the commands of durable sagas; a prefix may come before. */
const OF_SAGAS = `${SAGAS}-onSagaEvent`;

/** How far each consumer of an event has come, with its commands. */
export function Consumers({ consumers }: { consumers: readonly ConsumerView[] }): ComponentChild {
  if (consumers.length === 0) return html`<p class="dim">No consumer has an entry for this event.</p>`;
  return html`<ul class="consumers">
    ${consumers.map(
      ({ name, status, attempts, earlier = [], error, waitsUntil, commands }) =>
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
                          ${h(StepName, { consumer: name, step: command.name })}
                          <span class="dim"> ${command.status}</span>
                          ${command.error !== undefined && html`<span class="error-text"> ${command.error}</span>`}
                        </span>
                      </li>`,
                  )}
                </ul>`
          }
        </li>`,
    )}
  </ul>`;
}

/** A fact of a durable saga, `dunning/paymentFailed`, leads to that saga's instances. */
function StepName({ consumer, step }: { consumer: string; step: string }): ComponentChild {
  const [saga = ''] = step.split('/');
  const isFact = overview.value?.durableSagas.includes(saga) === true && !consumer.endsWith(OF_SAGAS);
  return isFact ? html`<a href=${hrefOf(['sagas'], { saga })}><code>${step}</code></a>` : html`<code>${step}</code>`;
}

/** Whether one of the commands says it already. */
function isTold(error: string, commands: ConsumerView['commands']): boolean {
  return commands.some((command) => command.error !== undefined && error.includes(command.error));
}
