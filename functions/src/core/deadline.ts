/**
 * A promise, or an error where it takes too long. What it stands for goes on; its late outcome is ignored.
 * @param ms How long it may take, in milliseconds.
 */
export function withinDeadline<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([promise, expiry]).finally(() => clearTimeout(timer));
}
