import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryStateDir } from '../testing/state-dir.ts';
import { FolderWatch } from './folder-watch.ts';

function watched(folders: (root: string) => readonly string[]) {
  const root = temporaryStateDir();
  const [onChange, onFault] = [vi.fn(), vi.fn()];
  const watch = new FolderWatch({ folders: () => folders(root), onChange, onFault });
  onTestFinished(() => watch.close());
  return { root, watch, onChange, onFault };
}

it('several files that are saved at once are one change', async () => {
  const { root, onChange } = watched((root) => [root]);
  for (const name of ['a.ts', 'b.ts', 'c.ts']) writeFileSync(join(root, name), name);
  await expect.poll(() => onChange.mock.calls.length).toBe(1);
});

it('a file that an editor replaces is noticed each time', async () => {
  const { root, onChange } = watched((root) => [root]);
  for (const times of [1, 2, 3]) {
    writeFileSync(join(root, '.a.ts.swp'), String(times));
    renameSync(join(root, '.a.ts.swp'), join(root, 'a.ts'));
    await expect.poll(() => onChange.mock.calls.length).toBe(times);
  }
});

it('a file in a folder that is new is noticed, and one that is removed harms nobody', async () => {
  let folders: readonly string[] = [];
  const { root, onChange, onFault } = watched((root) => [root, ...folders]);
  const folder = join(root, 'stripe');
  mkdirSync(folder);
  folders = [folder];
  await expect.poll(() => onChange.mock.calls.length).toBe(1);
  writeFileSync(join(folder, 'a.ts'), '');
  await expect.poll(() => onChange.mock.calls.length).toBe(2);
  rmSync(folder, { recursive: true });
  await expect.poll(() => onChange.mock.calls.length).toBe(3);
  expect(onFault).not.toHaveBeenCalled();
});

it('a folder that is gone before it is watched is left out', () => {
  const { onFault } = watched((root) => [root, join(root, 'gone')]);
  expect(onFault).not.toHaveBeenCalled();
});
