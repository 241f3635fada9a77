import { isJsonObject } from '../../functions/src/core/event/json.ts';
import type { JsonObject } from '../delivery/google/json.ts';
import type { Installed } from './installation.ts';

/** What has to be done to have what is wanted. Pure. */
export function stateOf(wanted: JsonObject, found: JsonObject | undefined): Installed['done'] {
  if (found === undefined) return 'created';
  return isWithin(wanted, found) ? 'unchanged' : 'changed';
}

/** Whether everything that is wanted is there. Google adds its own fields, and leaves out what is empty or zero. */
function isWithin(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted)) {
    const list: readonly unknown[] = Array.isArray(found) ? found : [];
    // Google may tell lists in another order.
    return wanted.length === list.length && wanted.every((item) => list.some((other) => isWithin(item, other)));
  }
  if (isJsonObject(wanted)) {
    return isJsonObject(found) && Object.entries(wanted).every(([name, value]) => isWithin(value, found[name]));
  }
  return wanted === found || (found === undefined && (wanted === 0 || wanted === ''));
}
