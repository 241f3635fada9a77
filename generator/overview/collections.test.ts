import { expect, it } from 'vitest';
import { collectionsIn } from './collections.ts';

const DECLARING = `
export const accounts = collection<Account>('accounts');
const notes = collection('notes', isNote);
`;

it.each([
  ['by its name', "records.update('orders', id, change);", ['orders']],
  ['as a field', "return { collection: 'orders', id };", ['orders']],
  ['as one that another file declares', 'records.update(accounts, id, change);', ['accounts']],
  ['on the next line', 'records.update(\n  notes,\n  id, change);', ['notes']],
  ['by a variable that declares none', 'records.update(name, id, change);', []],
  ['as one that it declares itself', "const accounts = collection<A>('own');\nrecords.update(accounts, id);", ['own']],
])('a file names a collection %s', (_how, text, collections) => {
  const files = new Map([
    ['sagas/shared/collections.ts', DECLARING],
    ['sagas/acme/a.ts', text],
  ]);
  expect(collectionsIn('sagas/acme/a.ts', files)).toEqual(collections);
});
