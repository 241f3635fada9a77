import { variableOf } from '../../functions/src/core/config/settings.ts';
import type { ByHand, Registration, Subscribed } from '../../functions/src/core/registration/registrar.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';

/** How to register a webhook at a provider without an API for it, step by step. */
export function stepsByHand(
  { provider, title }: Pick<CatalogEntry, 'provider' | 'title'>,
  registration: Registration | undefined,
  wanted: Omit<ByHand, 'variable'>,
): readonly string[] {
  const variable = variableOf(provider, 'WebhookSecret');
  return registration?.byHand?.({ ...wanted, variable }) ?? generalSteps(title, { ...wanted, variable });
}

function generalSteps(title: string, { url, types, variable }: ByHand): readonly string[] {
  return [
    `Open the settings of webhooks at ${title}. The provider's README in this project says where they are.`,
    `Create a webhook with the URL ${url}`,
    typesStep(types),
    `Put its signing secret into Secret Manager, as a new version of the secret that ${variable}_NAME names. On your machine, write it as ${variable} into functions/.secret.local.`,
    'Send a test event from there, if there is one, and look for it with "npx integrations events".',
  ];
}

export function typesStep(types: Subscribed): string {
  return types === 'all' ? 'Select every type of event.' : `Select these types of events: ${types.join(', ')}`;
}

/** Numbered, for the terminal. */
export function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}
