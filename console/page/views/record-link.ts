import type { ComponentChild } from 'preact';
import { hrefOf } from '../router.ts';
import { html } from '../ui/html.ts';

/** The way to a record, by the name that the ledger has of it: `orders/o1`. An id that is an address is not kept. */
export function RecordLink({ name }: { name: string }): ComponentChild {
  const slash = name.indexOf('/');
  const [collection, id] = [name.slice(0, slash), name.slice(slash + 1)];
  const kind = /^(email|phone):[0-9a-f]{64}$/.exec(id)?.[1];
  if (kind === undefined) return html`<a href=${hrefOf(['records', collection, id])}><code>${name}</code></a>`;
  const what = kind === 'email' ? 'an e-mail address' : 'a phone number';
  return html`<a href=${hrefOf(['records', collection])}><code>${collection}</code></a>
    <span class="dim"> whose id is ${what}, which is not kept</span>`;
}
