import { samplesOf } from '../../core/integration/signed-samples.ts';
import { airtable } from './index.ts';

/** A realistic notification of Airtable. */
export const airtableSamples = samplesOf(airtable, {
  headers: () => ({ 'user-agent': 'Airtable' }),
  bodies: {
    changed: ({ id, now }) => ({
      base: { id: `appCups${id}` },
      webhook: { id: `achCups${id}` },
      timestamp: now.toISOString(),
    }),
  },
});
