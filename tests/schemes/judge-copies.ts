/** Judges copies of the interpreter in its own process: `node judge-copies.ts <folder of core>…`, an answer a line. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CENSUS } from './census.ts';
import { casesOf, isRight, outcomeOf, type Interpreter } from './judge.ts';

for (const folder of process.argv.slice(2)) console.log(JSON.stringify(await firstWrong(folder)));

/** The first case that a copy answers wrongly; null if it answers all of them right. */
async function firstWrong(core: string): Promise<string | null> {
  const interpreter = await loaded(core);
  for (const file of Object.keys(CENSUS)) {
    for (const vector of casesOf(file) ?? []) {
      const outcome = outcomeOf(interpreter, file, vector);
      if (!isRight(vector, outcome)) return `${file} ${vector.name}: ${outcome}`;
    }
  }
  return null;
}

async function loaded(core: string): Promise<Interpreter> {
  const module = (name: string) => import(pathToFileURL(join(core, 'scheme', name)).href);
  const { proverOf }: Pick<Interpreter, 'proverOf'> = await module('prove.ts');
  const { factsOf }: Pick<Interpreter, 'factsOf'> = await module('scheme-facts.ts');
  return { proverOf, factsOf };
}
