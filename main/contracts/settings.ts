import type { LOG_LEVELS } from './constants.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Changed by the user while running, stored. Durations in milliseconds, 0 = off unless said otherwise. */
export type Settings = {
  readonly port: number;
  /** At most this many bytes of a request body, decoded or not. */
  readonly maxBodyBytes: number;
  /** Requests in flight at once; further ones wait. */
  readonly maxConcurrency: number;
  readonly connectTimeoutMs: number;
  /** From the request being sent to the first body byte of a stream. */
  readonly firstByteTimeoutMs: number;
  /** Silence between two chunks of an answer. */
  readonly idleTimeoutMs: number;
  /** Whole answer that is not a stream. */
  readonly totalTimeoutMs: number;
  readonly maxKeysPerChannel: number;
  /** After this long of failing attempts a request stops trying further candidates. */
  readonly attemptBudgetMs: number;
  /** Off: one attempt a request. */
  readonly isFailoverEnabled: boolean;
  readonly clientKeepAliveMs: number;
  readonly headerReadMs: number;
  /** Longest wait for running requests when the program stops. */
  readonly drainMs: number;
  readonly logLevel: LogLevel;
  /** A line for each request and attempt that went well, too. */
  readonly isAccessLogged: boolean;
  /** Clients on this machine that send no Origin need no token. */
  readonly isLocalTokenOptional: boolean;
  /** Browser origins that may call `/v1`. */
  readonly corsOrigins: readonly string[];
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
};

export type SettingName = keyof Settings;

/** One setting as the admin API lists it. */
export type SettingView = {
  readonly name: SettingName;
  readonly value: Settings[SettingName];
  readonly defaultValue: Settings[SettingName];
  readonly unit: 'ms' | 'bytes' | 'count' | null;
  /** Name of the environment variable that sets it and wins over the stored value, while it is set. */
  readonly lockedBy: string | null;
};
