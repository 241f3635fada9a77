import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import type { Integrations, IntegrationView } from '../data/contract.ts';
import { useResource } from '../data/resource.ts';
import { hrefOf } from '../router.ts';
import { html } from '../ui/html.ts';
import { Prose } from '../ui/prose.ts';
import { Fault, Waiting } from '../ui/states.ts';
import { UnhandledTypes } from './unhandled-types.ts';

interface Column {
  readonly title: string;
  /** With code between backticks; empty if there is nothing to say. */
  readonly text: (integration: IntegrationView) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'Kind', text: ({ kind }) => kind },
  { title: 'Ways in', text: ({ waysIn }) => waysIn.join(', ') },
  { title: 'What is signed, and how', text: ({ signed }) => signed },
  { title: 'Checked by', text: ({ checkedBy }) => checkedBy },
  { title: 'Window', text: ({ window }) => window },
  { title: 'Recovery', text: ({ recovery }) => recovery },
  { title: 'Records', text: recordsOf },
];

/** What the sources say of each integration: a table, and on a phone a card for each. Above it, what nobody handles. */
export function IntegrationTable(): ComponentChild {
  const { value, error, reload } = useResource<Integrations>(apiPath(['integrations']));
  if (value === undefined) {
    return error === undefined ? h(Waiting, { what: 'the integrations' }) : h(Fault, { message: error, retry: reload });
  }
  // Roles are spelled out, because a browser sees no table in cells that a narrow screen shows below each other.
  return html`<div class="channel integrations scroll-y" tabindex="0" role="region" aria-label="All integrations">
    ${h(UnhandledTypes, {})}
    <table class="properties" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Provider</th>
          ${COLUMNS.map(({ title }) => html`<th key=${title} role="columnheader" scope="col" data-title=${title}>${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${value.integrations.map((one) => h(Row, { key: one.provider, integration: one }))}
      </tbody>
    </table>
  </div>`;
}

function Row({ integration }: { integration: IntegrationView }): ComponentChild {
  const { provider, title, isOn } = integration;
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      <a href=${hrefOf(['catalogue', provider])}>${title}</a>${isOn && html` <span class="on">on</span>`}
    </th>
    ${COLUMNS.map(({ title: name, text }) => {
      const said = text(integration);
      return html`<td key=${name} role="cell" data-title=${name} class=${said === '' ? 'nothing' : ''}>
        <span>${said === '' ? '–' : h(Prose, { text: said })}</span>
      </td>`;
    })}
  </tr>`;
}

/** The collections, and the sagas that act over time. */
function recordsOf({ records, durable }: IntegrationView): string {
  const overTime = durable.length === 0 ? [] : [`over time: ${quoted(durable)}`];
  return [...(records.length === 0 ? [] : [quoted(records)]), ...overTime].join('; ');
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
