const BYTES_PER_MEGABYTE = 1_048_576;

const MICROSECONDS = 1_000_000;

/** What a process has taken so far. */
export interface ProcessState {
  readonly residentMegabytes: number;
  readonly cpuMicroseconds: number;
}

/** The state of a service, as its own metrics tell it. */
export async function processState(service: { readonly adminUrl: string }): Promise<ProcessState> {
  const text = await (await fetch(`${service.adminUrl}/metrics`)).text();
  const valueOf = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    residentMegabytes: valueOf('process_resident_memory_bytes') / BYTES_PER_MEGABYTE,
    cpuMicroseconds: valueOf('process_cpu_seconds_total') * MICROSECONDS,
  };
}
