/**
 * The processor time that a piece of work takes, in milliseconds. Bounds against texts that take exponential time are set
 * on it and not on wall time, which depends on what else the machine does.
 */
export function cpuMsOf(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
