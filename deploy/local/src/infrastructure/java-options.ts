/** Small, and quick to start: one compiler tier and a collector without threads of its own. */
export function javaOptions(heapMegabytesMax: number): readonly string[] {
  return [
    `-Xmx${heapMegabytesMax}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Djava.awt.headless=true',
  ];
}
