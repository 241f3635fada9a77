import { describe, expect, it, onTestFinished } from 'vitest';
import { issueConformance } from '../functions/src/testing/issue-conformance.ts';
import { openDatabase, stateFileIn } from './database.ts';
import { LocalIssueReader } from './issue-reader.ts';
import { LocalLetterReader } from './letter-reader.ts';
import { SqliteStore } from './sqlite-store.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

function makeSubject() {
  const database = openDatabase(stateFileIn(temporaryStateDir()), 'crash');
  onTestFinished(() => database.close());
  const store = new SqliteStore(database);
  return { database, store, issues: new LocalIssueReader(database), letters: new LocalLetterReader(database, store) };
}

describe('the issues of the state file', () => {
  issueConformance(makeSubject);

  it('are 40 of 10,000 letters, and the letters are not read for it', async () => {
    const { database, issues } = makeSubject();
    const insert = database.prepare("INSERT INTO records VALUES ('deadLetters', ?, 1, ?)");
    database.exec('BEGIN');
    for (let index = 0; index < 10_000; index++) {
      const issue = (index % 40).toString(16).padStart(12, '0');
      const time = new Date(Date.UTC(2026, 10, 1) + index * 1000).toISOString();
      const letter = { status: index % 3 === 0 ? 'redriven' : 'open', provider: 'acme', reason: 'No.', issue, time };
      insert.run(String(index), JSON.stringify({ ...letter, attempts: 1, attributes: {}, data: 'x'.repeat(500) }));
    }
    database.exec('COMMIT');
    const begun = performance.now();
    const { issues: found } = await issues.issues({});
    const tookMs = performance.now() - begun;
    expect(found).toHaveLength(40);
    expect(found.reduce((sum, { letters }) => sum + letters.open, 0)).toBe(6_666);
    expect(found[0]).toMatchObject({ issue: '000000000027', letters: { open: 166, redriven: 84, dismissed: 0 } });
    // A few milliseconds on an idle machine.
    expect(tookMs).toBeLessThan(1_000);
  });
});
