import { integration } from '../core/integration/from-facts.ts';
import type { Lister } from '../core/recover/lister.ts';
import { hmac } from '../core/scheme/schemes.ts';

/** A thing of a provider called Acme. */
export interface AcmeThing {
  readonly id: string;
  readonly type?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const acme = integration<AcmeThing>({
  provider: 'acme',
  scheme: hmac({ headers: { 'x-acme-signature': '{signature}' } }),
  places: { id: '/id', type: '/type', time: ({ at }) => new Date(at), source: '//acme.example' },
});

/** A lister whose pages hold things, each of which could not be delivered. */
export function acmeLister(
  page: (...asked: Parameters<Lister['page']>) => Promise<{ things: readonly AcmeThing[]; next?: string | undefined }>,
  capabilities: Partial<Lister['capabilities']> = {},
): Lister {
  return {
    integration: acme,
    capabilities: {
      reachDays: 30,
      tellsUndelivered: true,
      filtersTime: true,
      order: 'newest first',
      pagesShift: false,
      ...capabilities,
    },
    async page(...asked) {
      const { things, next } = await page(...asked);
      return { items: things.map(itemOf), next };
    },
  };
}

function itemOf(thing: AcmeThing) {
  return { key: thing.id, at: new Date(thing.at), delivery: 'undelivered', event: { body: thing } } as const;
}
