import { one, type Mutant } from './mutant.ts';

const LEDGER = 'core/ledger/ledger.ts';
const PARKING = 'core/handle/parking.ts';
const WAKING = 'core/letters/wake-parked.ts';
const PUBLISH = 'await publisher.publish(topicOf(provider), [message], DEADLINE_MS);';

/** Defects of what becomes of an event whose handler asks to be tried again later. */
export const PUTTING_OFF_MUTANTS: readonly Mutant[] = [
  one('the message of an event that is put off is not kept', PARKING, 'return kept && [kept];', 'return kept && [];'),
  one('an event is put off without end', PARKING, 'times < MAX_PARKINGS &&', 'times < Infinity ||'),
  one(
    'an attempt that is put off counts',
    LEDGER,
    'attempts: isCounted ? state.attempts : state.attempts - 1',
    'attempts: state.attempts',
  ),
  one(
    'any delivery wakes an event that is put off',
    LEDGER,
    'const waiting = state && waitingFor(state, request);',
    'const waiting = undefined;',
  ),
  one('a message that wakes an event does not say so', WAKING, ', [STEERING.parking]: String(times) }', ' }'),
  {
    defect: 'a message is forgotten before it is sent',
    changes: [
      { file: WAKING, from: `${PUBLISH}\n`, to: '\n' },
      { file: WAKING, from: '  ]);\n  return true;', to: `  ]);\n  ${PUBLISH}\n  return true;` },
    ],
  },
  one(
    'a message that was put off again is forgotten',
    WAKING,
    "isSame = current?.['times'] === times;",
    'isSame = true;',
  ),
];
