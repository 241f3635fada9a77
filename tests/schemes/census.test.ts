import { describe, expect, it } from 'vitest';
import { factsOf } from '../../functions/src/core/scheme/scheme-facts.ts';
import { faultsOf } from '../../functions/src/core/scheme/faults.ts';
import { proverOf } from '../../functions/src/core/scheme/prove.ts';
import { CENSUS } from './census.ts';
import { casesOf, isRight, outcomeOf } from './judge.ts';

/**
 * One interpreter guards every webhook, so a defect in it would open all of them. This holds it to the verdicts of
 * the providers' own verifiers, over every scheme that it can express. The cases are read from beside the project.
 */
describe.each(Object.keys(CENSUS))('%s', (file) => {
  const cases = casesOf(file);

  it.skipIf(cases === undefined)('every case gets the verdict of the official verifier', () => {
    const wrong = (cases ?? []).flatMap((vector) => {
      const outcome = outcomeOf({ proverOf, factsOf }, file, vector);
      return isRight(vector, outcome) ? [] : [`${vector.name}: ${outcome}, not ${vector.verdict}`];
    });
    expect(wrong).toEqual([]);
    expect(cases?.some(({ verdict }) => verdict === 'accept')).toBe(true);
    expect(cases?.some(({ verdict }) => verdict === 'refuse')).toBe(true);
  });

  it('the scheme can work', () => {
    const scheme = CENSUS[file];
    expect(scheme && faultsOf(scheme)).toEqual([]);
  });
});
