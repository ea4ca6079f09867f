import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

// Seconds. Fine around the 50 ms and 250 ms that the service levels speak of.
const DURATION_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

interface Named {
  /** Prometheus name with its unit: `riel_commands_total`, `riel_outbox_waiting_records`. */
  readonly name: string;
  readonly help: string;
  /** Names of labels. Their values must come from a small closed set, never from people. */
  readonly labels?: readonly string[];
}

/** A value of a gauge with labels. */
export interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a gauge is read from at each scrape. */
interface Read {
  /** The value of a gauge without labels. */
  readonly read?: () => number | Promise<number>;
  /** The values of a gauge with labels; what it held before is forgotten. */
  readonly readEach?: () => readonly LabelledValue[] | Promise<readonly LabelledValue[]>;
}

/** The metrics of one service. */
export interface Metrics {
  readonly registry: Registry;
  readonly contentType: string;
  counter(options: Named): Counter;
  /** A gauge; `read` or `readEach`, if given, is asked at each scrape. */
  gauge(options: Named & Read): Gauge;
  /** A histogram of seconds. */
  histogram(options: Named & { readonly buckets?: readonly number[] }): Histogram;
  /** Adds what another registry tells, such as that of a thread, in the same format. No name may be in both. */
  include(read: () => Promise<string>): void;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
}

/** Makes the registry of a service, with the process's own metrics (memory, event loop) in it. */
export function createMetrics(service: string): Metrics {
  const metrics = createThreadMetrics(service);
  collectDefaultMetrics({ register: metrics.registry });
  return metrics;
}

/** Makes the registry of a thread of a service: what is told of the whole process is not in it. */
export function createThreadMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const included: (() => Promise<string>)[] = [];
  const common = ({ name, help, labels }: Named) => ({
    name,
    help,
    labelNames: [...(labels ?? [])],
    registers: [registry],
  });
  return {
    registry,
    contentType: registry.contentType,
    counter: (options) => new Counter(common(options)),
    gauge: ({ read, readEach, ...options }) =>
      new Gauge({ ...common(options), ...collecting({ read, readEach }) }),
    histogram: (options) =>
      new Histogram({ ...common(options), buckets: [...(options.buckets ?? DURATION_BUCKETS)] }),
    include: (read) => void included.push(read),
    text: async () => {
      const others = included.map((read) => read().catch(() => ''));
      return (await Promise.all([registry.metrics(), ...others])).join('\n');
    },
  };
}

/** One value that cannot be had, in an outage say, must not hide all the others. */
function collecting({ read, readEach }: { [Key in keyof Read]: Read[Key] | undefined }) {
  if (read !== undefined) {
    return {
      async collect(this: Gauge): Promise<void> {
        this.set(await Promise.try(read).catch(() => Number.NaN));
      },
    };
  }
  if (readEach === undefined) return {};
  return {
    async collect(this: Gauge): Promise<void> {
      const values = await Promise.try(readEach).catch(() => []);
      this.reset();
      for (const { labels, value } of values) this.set(labels, value);
    },
  };
}
