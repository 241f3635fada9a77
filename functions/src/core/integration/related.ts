import { valueAt } from '../event/json-pointer.ts';
import type { EventPlaces } from './places.ts';

/** What the places of related objects hold in an event. */
export function relatedIn<Native>({ related = [] }: Pick<EventPlaces<Native>, 'related'>, native: Native) {
  return related.map((pointer) => valueAt(native, pointer));
}
