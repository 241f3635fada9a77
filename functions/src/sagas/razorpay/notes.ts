import { isJsonObject } from 'integration-service';
import { idOrNull } from '../shared/fields.ts';

/** One of the notes that you attached to an entity, as text. Without any, Razorpay writes an empty list. */
export function noteOf(notes: unknown, name: string): string | null {
  return isJsonObject(notes) ? idOrNull(notes[name]) : null;
}
