/** Providers that send fewer than three types of events. */
const FEW: Readonly<Record<string, number>> = { airtable: 1, typeform: 2 };

/** How many samples an integration has at least: three, or one of each type if its provider has fewer. */
export function fewestSamplesOf(provider: string): number {
  return FEW[provider] ?? 3;
}
