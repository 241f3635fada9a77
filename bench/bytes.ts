import { builtFunctions } from './lib/built-functions.ts';
import type { Section } from './lib/report.ts';

/** Parts below this are not named, in bytes. */
const SMALL = 2_000;

/** What is in each file of the bundle. */
export async function bytes(): Promise<Section> {
  using real = await builtFunctions('real');
  const shown = real.files.filter(({ name }) => /^(?:index|stripe-|twilio-webhook|vendor-)/.test(name));
  const rows = shown.map(({ name, bytes: size, parts }) => {
    const large = parts.filter((part) => part.bytes >= SMALL).slice(0, 5);
    const contents = large.map((part) => `${part.name.replace('functions/src/', '')} ${Math.round(part.bytes / 1000)}`);
    return [name, Math.round(size / 1000), contents.join(', ')];
  });
  const webhooks = real.files.filter(({ name }) => name.endsWith('-webhook.js')).map((file) => file.bytes / 1000);
  const all = real.files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    title: `Files of the bundle, in kB; ${real.files.length} of them, ${Math.round(all / 1000).toLocaleString('en')} kB`,
    columns: ['', 'kB', 'of which'],
    rows,
    note: `the other webhooks are ${Math.round(Math.min(...webhooks))}–${Math.round(Math.max(...webhooks))} kB; vendor files are loaded when they are needed; budgets: tests/shipped/budgets.ts`,
  };
}
