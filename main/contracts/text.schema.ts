import { z } from 'zod';

/** One line. Names are drawn in lists and log lines: a line break in one would forge a second line. */
export const lineSchema = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');

export const modelNameSchema = lineSchema(256).min(1);
