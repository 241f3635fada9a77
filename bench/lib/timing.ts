/** What a piece of work costs, in milliseconds of this process's CPU time: the mean of some runs after one that warms up. */
export async function cpuMsOfEach(times: number, work: (index: number) => unknown): Promise<number> {
  await work(0);
  const start = process.cpuUsage();
  for (let index = 1; index <= times; index++) await work(index);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}
