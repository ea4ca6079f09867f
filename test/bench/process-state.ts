const BYTES_PER_MEGABYTE = 1_048_576;

/** Resident memory of a service, as its own metrics tell it. */
export async function residentMegabytes(service: { readonly adminUrl: string }): Promise<number> {
  const text = await (await fetch(`${service.adminUrl}/metrics`)).text();
  const match = /^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(text);
  return Number(match?.[1] ?? Number.NaN) / BYTES_PER_MEGABYTE;
}
