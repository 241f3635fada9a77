import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { catalog } from '../functions/src/generated/catalog.ts';
import { rootFrom, userCatalog, userConfig } from './project.ts';

const REPOSITORY = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'project-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a working directory that holds no tree leaves it to this repository', () => {
  expect(rootFrom(folder)).toBe(REPOSITORY);
  expect(rootFrom(path.join(REPOSITORY, 'functions'))).toBe(REPOSITORY);
});

it('a working directory that holds a tree is the root', () => {
  mkdirSync(path.join(folder, 'functions', 'src'), { recursive: true });
  writeFileSync(path.join(folder, 'functions', 'src', 'integrations.config.ts'), '');
  expect(rootFrom(folder)).toBe(folder);
});

it('the configuration and the catalogue are those of the tree', async () => {
  expect((await userConfig()).region).toMatch(/^[a-z]+-[a-z]+\d+$/);
  expect(Object.keys(await userCatalog())).toEqual(Object.keys(catalog));
});
