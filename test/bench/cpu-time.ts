/**
 * The processor time, in seconds, of a shell's children and theirs: the second line of what POSIX's `times` prints, user and
 * system time, each as `MINUTESmSECONDSs`. @throws Error for anything else
 */
export function childrenTime(times: string): number {
  const [, line = ''] = times.split('\n');
  const parts = /^(\d+)m(\d+[.,]\d+)s (\d+)m(\d+[.,]\d+)s$/.exec(line.trim());
  if (!parts) throw new Error(`not what times(1) prints: '${times}'`);
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = parts.slice(1).map((part) => Number(part.replace(',', '.')));
  return (userMinutes + systemMinutes) * 60 + user + system;
}
