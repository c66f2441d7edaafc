import { Counter, Gauge, type Histogram, type Registry } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** One line of a metric. Lines with the same labels are added up. */
export type Sample = readonly [labels: Labels, value: number];

type Described = {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
};

/** What only grows, counted elsewhere and read when it is asked for. */
export function sampleCounter(registry: Registry, about: Described, read: () => Sample[]): void {
  new Counter({
    ...described(registry, about),
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}

/** What is so at the moment. */
export function sampleGauge(
  registry: Registry,
  about: Described,
  read: () => Sample[] | Promise<Sample[]>,
): void {
  new Gauge({
    ...described(registry, about),
    async collect() {
      const samples = await read();
      this.reset();
      for (const [labels, value] of samples) this.inc(labels, value);
    },
  });
}

/** Times as they were counted by length: the count of each bucket, the last one of what is longer than all bounds. */
export type Times = {
  readonly labels: Labels;
  readonly counts: readonly number[];
  readonly sumSeconds: number;
};

/**
 * A histogram that is kept elsewhere. The library's own can only be told of one time after the other; of what is
 * registered it asks no more than this.
 */
export function sampleHistogram(
  registry: Registry,
  { name, help }: Described,
  boundsSeconds: readonly number[],
  read: () => Times[],
): void {
  const get = (): Promise<unknown> => {
    const values = read().flatMap(({ labels, counts, sumSeconds }) => {
      let seen = 0;
      const buckets = counts.map((count, at) => {
        seen += count;
        const le = boundsSeconds[at] ?? '+Inf';
        return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: seen };
      });
      const sum = { metricName: `${name}_sum`, labels, value: sumSeconds };
      return [...buckets, sum, { metricName: `${name}_count`, labels, value: seen }];
    });
    return Promise.resolve({ name, help, type: 'histogram', values, aggregator: 'sum' });
  };
  registry.registerMetric({ name, get } as unknown as Histogram);
}

function described(registry: Registry, { name, help, labels = [] }: Described) {
  return { name, help, labelNames: labels, registers: [registry] };
}
