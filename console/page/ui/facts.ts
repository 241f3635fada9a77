import { h, type ComponentChild } from 'preact';
import { CopyButton } from './copy.ts';
import { html } from './html.ts';

export interface Fact {
  readonly name: string;
  readonly value: ComponentChild;
  /** What a copy button beside it puts on the clipboard. */
  readonly copy?: string | undefined;
}

/** Names and values, in as many columns as there is room for. */
export function Facts({ facts }: { facts: readonly Fact[] }): ComponentChild {
  return html`<dl class="facts">
    ${facts.map(
      ({ name, value, copy }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>
            <span class="fact-value">${value}</span>${
              copy !== undefined && h(CopyButton, { text: copy, what: name.toLowerCase() })
            }
          </dd>
        </div>`,
    )}
  </dl>`;
}

/** Names and texts below each other: headers, attributes. */
export function Pairs(props: { label: string; pairs: readonly (readonly [name: string, value: string])[] }) {
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${props.label}>
    <table class="pairs" aria-label=${props.label}>
      <tbody>
        ${props.pairs.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
