import { variableOf } from '../../functions/src/core/config/settings.ts';
import type { ByHand, Registration } from '../../functions/src/core/registration/registrar.ts';
import { secretStep, typesStep } from '../../functions/src/core/registration/steps.ts';
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
    secretStep('its signing secret', variable),
    'Send a test event from there, if there is one, and look for it with "npx integrations events".',
  ];
}

/** Numbered, for the terminal. */
export function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}
