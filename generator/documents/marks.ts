/** What is between two marks, as often as they occur. */
export function allBetween(text: string, begin: string, end: string): readonly string[] {
  const [, ...begun] = text.split(begin);
  return begun.flatMap((part) => {
    const to = part.indexOf(end);
    return to === -1 ? [] : [part.slice(0, to)];
  });
}
