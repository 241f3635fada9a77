import { finding, ok, type Result } from './result.ts';

/** The cloud's version: what is built and tested here runs there. */
const MAJOR = 24;

/** Looks at the Node that runs this. @param version Such as `24.21.0`. */
export function nodeResult(version: string): Result {
  const major = Number(version.split('.')[0]);
  if (major === MAJOR) return ok('Node', version);
  const says = `This runs on Node ${version}, the functions on ${MAJOR}: the project installs its own Node, which is missing.`;
  return finding('Node', says, 'npm ci');
}
