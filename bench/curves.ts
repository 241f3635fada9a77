import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bodyCurves } from './curves/bodies.ts';
import { enabledCurves } from './curves/enabled.ts';
import { instanceCurves } from './curves/instances.ts';
import { installedCurves } from './curves/installed.ts';
import { ledgerCurves } from './curves/ledger.ts';
import { letterCurves } from './curves/letters.ts';
import { sagaCurves } from './curves/sagas.ts';
import { chartOf } from './lib/chart.ts';
import { sectionOf, type Curves } from './lib/curve.ts';
import type { Section } from './lib/report.ts';

/** The pictures that README.md shows. */
const PICTURES = path.join(import.meta.dirname, 'pictures');

const LETTERS = [100, 1_000, 10_000, 100_000];
const INSTANCES = [1, 100, 1_000, 10_000, 100_000];
const ENTRIES = [1_000, 10_000, 100_000, 1_000_000];

/** How costs grow. @param svg Whether to draw them into bench/pictures. */
export async function* curves(quick: boolean, svg: boolean): AsyncGenerator<Section> {
  if (svg) mkdirSync(PICTURES, { recursive: true });
  for await (const measured of all(quick)) {
    if (svg) writeFileSync(path.join(PICTURES, `${measured.name}.svg`), chartOf(measured));
    yield sectionOf(measured);
  }
}

async function* all(quick: boolean): AsyncGenerator<Curves> {
  yield await enabledCurves(quick ? 3 : 9);
  yield await installedCurves(quick ? 1 : 3);
  yield await sagaCurves(quick ? 3 : 5, quick ? 1_000 : 3_000);
  yield await bodyCurves(quick ? 3 : 5);
  yield await letterCurves(quick ? LETTERS.slice(0, 3) : LETTERS, quick ? 1 : 3);
  yield await instanceCurves(quick ? INSTANCES.slice(0, 4) : INSTANCES, quick ? 1 : 3);
  yield* await ledgerCurves(quick ? ENTRIES.slice(0, 3) : ENTRIES);
}
