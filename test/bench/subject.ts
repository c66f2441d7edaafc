import type { Protocol } from '../../main/contracts/protocol.ts';
import { Figures, type Workload } from './figures.ts';
import { requestBytes } from './load/request-bytes.ts';
import { convertedModel, MODELS, type RequestShape } from './shapes/request-body.ts';
import type { Target } from './targets/target.ts';
import type { Upstream } from './upstream.ts';

/** Whom a run measures: a target, or the upstream directly. */
export class Subject {
  readonly figures: Figures;
  readonly target: Target | null;
  /** Peers are slow: they take part in the workload that a budget compares. */
  readonly workloads: readonly Workload[] | 'all';
  readonly #upstream: Upstream;
  readonly #protocol: Protocol;

  constructor(
    target: Target | null,
    upstream: Upstream,
    protocol: Protocol,
    workloads: readonly Workload[] | 'all' = 'all',
  ) {
    this.target = target;
    this.#upstream = upstream;
    this.#protocol = protocol;
    this.workloads = workloads;
    this.figures = new Figures(target?.name ?? 'direct');
  }

  get name(): string {
    return this.figures.name;
  }

  /** Where the load goes. */
  get port(): number {
    return this.target?.spec.port ?? this.#upstream.port;
  }

  /** Whose CPU time and memory are read, with all that it started. */
  get pid(): number {
    return this.target?.pid ?? this.#upstream.pid;
  }

  /** Whether this workload is measured on it. */
  takesPart(workload: Workload): boolean {
    return this.workloads === 'all' || this.workloads.includes(workload);
  }

  request(shape: Omit<RequestShape, 'protocol'>): {
    readonly bytes: Buffer;
    readonly body: Buffer;
  } {
    const headers = this.target?.spec.headers ?? {};
    return requestBytes({ port: this.port, protocol: this.#protocol, headers }, shape);
  }

  /** The same for a model that the product has to convert for; nobody else looks at it. */
  convertedRequest(shape: Omit<RequestShape, 'protocol'>): Buffer {
    const { bytes } = this.request(shape);
    const [model, converted] = [MODELS[this.#protocol], convertedModel(this.#protocol)];
    return Buffer.from(bytes.toString('latin1').replaceAll(model, converted), 'latin1');
  }
}
