import type { Subscribed } from './registrar.ts';

/** What somebody does about types of events who registers a webhook by hand. @param called What the provider calls them. */
export function typesStep(types: Subscribed, called = 'types of events'): string {
  return types === 'all' ? `Select all ${called}.` : `Select these ${called}: ${types.join(', ')}`;
}

/** Where a secret belongs. @param secret What it is: `its signing secret`. */
export function secretStep(secret: string, variable: string): string {
  return `Put ${secret} into Secret Manager, as a new version of the secret that ${variable}_NAME names. On your machine, write it as ${variable} into functions/.secret.local.`;
}
