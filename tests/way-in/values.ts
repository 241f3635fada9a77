import type { Random } from '../simulation/random.ts';
import { times } from './choices.ts';

/** Values as JSON texts, and texts for headers. Many are odd on purpose. */

const LONG = 'x'.repeat(1_600);

/** A value at the place of a name. Only some of them can be one. */
export function nameJson(random: Random): string {
  if (random.chance(0.55)) return `"obj_${random.between(1, 99_999)}"`;
  return random.pick([
    '"Zoë 🦊 ünïcode"',
    String.raw`"half \ud83d of a pair"`,
    String.raw`"the other \udd8a half"`,
    String.raw`"\u0000 and \u001f"`,
    String.raw`"a\nb"`,
    `"${LONG}"`,
    `"${LONG.slice(2)}🦊"`,
    '"a/b?c#d%e"',
    '"{/id}"',
    '""',
    '" "',
    '0',
    '-0',
    '42',
    '1e3',
    '1.0',
    '1.5',
    '-17',
    '9007199254740991',
    '9007199254740993',
    '-12345678901234567890',
    '123456789012345678901234567890',
    '1e400',
    'true',
    'null',
    '{}',
    '["a"]',
  ]);
}

/** A text for a header that names something. */
export function headerText(random: Random): string {
  if (random.chance(0.6)) return `hdr_${random.between(1, 99_999)}`;
  return random.pick(['', 'a, b', 'Zo\u00eb', '\u0085', LONG, '{"id":1}', 'order.paid', '%', '//evil.example']);
}

/** A written time, and the moment it tells; undefined for what tells none. */
export interface WrittenTime {
  readonly value: string | number;
  readonly moment: Date | undefined;
}

export function writtenTime(random: Random): WrittenTime {
  const seconds = random.between(1_600_000_000, 1_900_000_000);
  const milliseconds = seconds * 1000 + random.between(0, 999);
  const [whole, exact] = [new Date(seconds * 1000), new Date(milliseconds)];
  const written: readonly WrittenTime[] = [
    { value: seconds, moment: whole },
    { value: String(seconds), moment: whole },
    { value: milliseconds, moment: exact },
    { value: milliseconds * 1000, moment: exact },
    { value: `${seconds}000000000`, moment: whole },
    { value: exact.toISOString(), moment: exact },
    { value: exact.toISOString().slice(0, -1), moment: exact },
    { value: new Date(milliseconds + 7_200_000).toISOString().replace('Z', '+02:00'), moment: exact },
    { value: whole.toUTCString(), moment: whole },
    { value: 'soon', moment: undefined },
    { value: '', moment: undefined },
    { value: -5, moment: undefined },
    { value: 1e30, moment: undefined },
    { value: '9'.repeat(40), moment: undefined },
  ];
  return random.pick(written);
}

/** Any JSON. */
export function anyJson(random: Random, depth = 3): string {
  const kind = random.between(0, depth > 0 ? 6 : 4);
  if (kind <= 3) return nameJson(random);
  if (kind === 4) return JSON.stringify(printable(random));
  const inner = times(random.between(0, 4), () => anyJson(random, depth - 1));
  if (kind === 5) return `[${inner.join(',')}]`;
  return `{${inner.map((value) => `${keyJson(random)}:${value}`).join(',')}}`;
}

export function keyJson(random: Random): string {
  return random.pick([
    '"a"',
    '"b"',
    '"__proto__"',
    '"constructor"',
    '""',
    '"7"',
    String.raw`"\u0069d"`,
    '"é"',
    '",\\"data\\":"',
  ]);
}

function printable(random: Random): string {
  return String.fromCodePoint(
    ...times(random.between(0, 12), () => random.pick([random.between(32, 126), 0x1f98a, 0xe9, 0x2028])),
  );
}

export function space(random: Random): string {
  return random.pick(['', '', '', ' ', '\n', '\t\r\n  ']);
}
