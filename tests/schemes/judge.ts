import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import type { SchemeFacts } from '../../functions/src/core/scheme/scheme-facts.ts';
import type { Prover } from '../../functions/src/core/scheme/proof.ts';
import type { Scheme } from '../../functions/src/core/scheme/scheme.ts';
import { requestOf, vectorsOf, type Vector } from '../vectors.ts';
import { CENSUS, DEVIATIONS } from './census.ts';

/** The interpreter under test: the project's own, or a copy with a defect. */
export interface Interpreter {
  proverOf(scheme: Scheme): Prover;
  factsOf(scheme: Scheme): SchemeFacts;
}

/** The cases of a file that are a scheme's to judge; undefined if the vectors are not there. */
export function casesOf(file: string): readonly Vector[] | undefined {
  return vectorsOf(file)?.filter(
    (vector) =>
      vector.kind === 'delivery' &&
      vector.verdict !== 'either' &&
      !DEVIATIONS.has(`${file} ${vector.name}`) &&
      (vector.verdict === 'accept' || isAnObject(vector.body)),
  );
}

/** A signed body that cannot be an event is for the integration's guard to refuse, not for its scheme. */
function isAnObject(body: Buffer): boolean {
  const value = parseJson(body.toString());
  return isJsonObject(value) && Object.keys(value).length > 0;
}

/** How an interpreter answers a case: `accepted`, or the name of the error. */
export function outcomeOf(interpreter: Interpreter, file: string, vector: Vector): string {
  const scheme = CENSUS[file];
  if (scheme === undefined) throw new Error(`There is no scheme for ${file}.`);
  const window = interpreter.factsOf(scheme).toleranceSeconds ?? 0;
  const { secrets, now } = vector;
  try {
    interpreter.proverOf(scheme)({ provider: file, request: requestOf(vector), secrets, now, window });
    return 'accepted';
  } catch (error) {
    // By its shape: a copy of the interpreter throws its own copy of the class.
    const code = IntegrationError.is(error) ? error.code : undefined;
    return code?.split('/')[1] ?? `crashed: ${String(error)}`;
  }
}

/** Whether that is the official verifier's verdict. Ours may name a bad body first. */
export function isRight({ verdict }: Vector, outcome: string): boolean {
  if (outcome.startsWith('crashed')) return false;
  if (verdict === 'accept') return outcome === 'accepted';
  if (verdict === 'refuse') return outcome !== 'accepted';
  return outcome !== 'bad-signature';
}
