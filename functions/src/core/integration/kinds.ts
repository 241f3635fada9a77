/** What providers are for, in the order of the table of integrations. */
export const KINDS = [
  'payments',
  'communication',
  'identity',
  'analytics',
  'e-commerce',
  'CRM',
  'documents',
  'logistics',
  'developer tools',
  'support',
  'forms',
  'AI',
  'scheduling',
  'content',
  'productivity',
  'generic',
] as const;

export type ProviderKind = (typeof KINDS)[number];
