import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RETENTION } from '../../functions/src/core/ledger/retention.ts';
import { projectFiles, ROOT } from '../project-files.ts';

/** Every sentence of the documents that states a period, by what expires. `PERIOD` stands for the period itself. */
const STATED: readonly [kept: keyof typeof RETENTION, file: string, sentence: string][] = [
  ['ledgerEntry', 'SECURITY.md', 'The ledger keeps ids and errors for PERIOD'],
  ['ledgerEntry', 'SECURITY.md', "can be replayed as new after the ledger's PERIOD"],
  ['ledgerEntry', 'docs/delivery.md', 'Entries expire PERIOD after their last change'],
  ['ledgerEntry', 'docs/deploy/delivery-policy.md', 'ledger entries that expire after PERIOD'],
  ['ledgerEntry', 'docs/operate/retention.md', 'PERIOD after the last change, by a TTL policy'],
  ['ledgerEntry', 'docs/operate/cost.md', '1 M, PERIOD later'],
  ['ledgerEntry', 'docs/operate/cost.md', '5.59 GiB × PERIOD'],
  ['largeBody', 'SECURITY.md', 'the bucket keeps large bodies for PERIOD'],
  ['largeBody', 'docs/deploy/storage.md', 'deletes objects under `events/` after PERIOD'],
  ['largeBody', 'docs/deploy/delivery-policy.md', 'objects under `events/` are deleted after PERIOD'],
  ['largeBody', 'docs/operate/dead-letters.md', 'redriven after its body was deleted: after PERIOD'],
  ['largeBody', 'docs/operate/retention.md', 'PERIOD, by a lifecycle rule'],
  ['quietInstance', 'docs/durable-sagas.md', 'has had no fact for PERIOD is removed'],
  ['quietInstance', 'docs/operate/retention.md', 'while they wait for something, then PERIOD after the last fact'],
  ['quietInstance', 'docs/operate/retention.md', 'Never less than PERIOD'],
  ['reconcileRun', 'docs/operate/retention.md', 'PERIOD after the last page, by a TTL policy'],
];

describe('the documents state how long something is kept as the code does:', () => {
  it.each(STATED)('%s in %s: %s', (kept, file, sentence) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(sentence.replace('PERIOD', RETENTION[kept].text));
  });

  it('and state it nowhere else', () => {
    const texts = new Set(Object.values(RETENTION).map(({ text }) => text));
    const found = projectFiles('*.md').flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return [...texts].flatMap((period) => Array.from({ length: text.split(period).length - 1 }, () => file));
    });
    expect(found.toSorted()).toEqual(STATED.map(([, file]) => file).toSorted());
  });
});
