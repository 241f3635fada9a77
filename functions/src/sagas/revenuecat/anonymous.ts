import { textIn } from '../shared/fields.ts';

/** RevenueCat makes such an id for a customer who has not logged in. */
export function isAnonymous(id: unknown): boolean {
  return textIn(id).startsWith('$RCAnonymousID:');
}
