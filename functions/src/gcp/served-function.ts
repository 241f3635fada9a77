/**
 * Whether this process serves one function only, and it is this one. A process may load a function that it does not
 * serve: another codebase that imports the module of one, for example.
 * @param entryPoint The export: `stripe.webhook`. It may be nested deeper.
 */
export function servesOnly(entryPoint: string): boolean {
  const target = process.env['FUNCTION_TARGET'];
  return target === entryPoint || target?.endsWith(`.${entryPoint}`) === true;
}

/**
 * Whether this process serves one event-triggered function only, whichever it is.
 * @see https://cloud.google.com/functions/docs/configuring/env-var#runtime_environment_variables_set_automatically
 */
export function servesEventsOnly(): boolean {
  const { FUNCTION_TARGET: target, FUNCTION_SIGNATURE_TYPE: signature } = process.env;
  return target !== undefined && signature === 'cloudevent';
}
