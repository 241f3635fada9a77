import type { Registrar } from '../../core/registration/registrar.ts';

/** What a registrar says that it can do, and has no call for, or the other way round. Each is a sentence. */
export function contradictionsOf(registrar: Registrar): readonly string[] {
  return [...ofRotation(registrar), ...ofUnit(registrar), ...ofTest(registrar)];
}

function ofRotation({ capabilities, rotate, create }: Registrar): readonly string[] {
  const { rotation, secret, unit, refusesDuplicates } = capabilities;
  switch (rotation.by) {
    case 'overlap':
      return [
        ...(rotate === undefined ? ['rotation by "overlap" needs rotate()'] : []),
        ...(rotation.hours > 0 ? [] : ['rotation by "overlap" needs hours']),
      ];
    case 'us':
      return [
        ...(rotate === undefined ? ['rotation by "us" needs rotate()'] : []),
        // Some that make the secret take one of ours later.
        ...(secret.from === 'us' || secret.from === 'read'
          ? []
          : ['rotation by "us" needs a secret that we may choose']),
      ];
    case 'second':
      return [
        ...(unit === 'object' && create !== undefined ? [] : ['rotation by "second" needs create()']),
        ...(refusesDuplicates ? ['rotation by "second" needs a provider that does not refuse duplicates'] : []),
      ];
    case 'replaced':
      return rotate === undefined && create === undefined
        ? ['rotation by "replaced" needs rotate(), or create() beside remove()']
        : [];
    case 'hand':
      return rotation.steps.length === 0 ? ['rotation by "hand" needs steps'] : [];
    case 'none':
      return rotate === undefined ? [] : ['rotation by "none" has no rotate()'];
  }
}

function ofUnit({ capabilities, create, update, available }: Registrar): readonly string[] {
  const { unit, changes, types, secret } = capabilities;
  const isChanged = changes.url || changes.types || changes.state || changes.form.length > 0;
  return [
    ...(unit === 'object' && create === undefined ? ['an object needs create()'] : []),
    ...(unit === 'attribute' && create !== undefined ? ['an attribute has no create()'] : []),
    ...(unit === 'attribute' && update === undefined ? ['an attribute needs update()'] : []),
    ...(isChanged && update === undefined ? ['what can be changed needs update()'] : []),
    ...(types.are !== 'everything' && types.all === 'available' && available === undefined
      ? ['all types by "available" need available()']
      : []),
    ...(secret.from === 'account' && secret.steps.length === 0 ? ['a secret of the account needs steps'] : []),
  ];
}

function ofTest({ capabilities, test }: Registrar): readonly string[] {
  const isPromised = capabilities.test !== 'none';
  if (isPromised === (test !== undefined)) return [];
  return [
    isPromised ? `a test that is "${capabilities.test}" needs test()` : 'without a test event, there is no test()',
  ];
}
