import { z } from 'zod';
import { NOTIFICATION_KINDS } from './desktop-constants.ts';
import type { DesktopCallName, DesktopCalls } from './desktop.ts';

/** More than any line for a shell; a page that wants to copy more has an error. */
const MAX_TEXT = 1_000_000;
const MAX_NAME = 200;

const nothing = z.null();

/** What each call takes. A page is not trusted more than a stranger. */
export const desktopArguments: {
  readonly [K in DesktopCallName]: z.ZodType<DesktopCalls[K]['argument']>;
} = {
  readFacts: nothing,
  changeSettings: z.strictObject({
    isLaunchedAtLogin: z.boolean().exactOptional(),
    isQuitOnClose: z.boolean().exactOptional(),
    isUpdateChecked: z.boolean().exactOptional(),
    language: z.enum(['en', 'zh']).exactOptional(),
    notifications: z.partialRecord(z.enum(NOTIFICATION_KINDS), z.boolean()).exactOptional(),
  }),
  copyText: z.string().min(1).max(MAX_TEXT),
  newTicket: nothing,
  useFreePort: nothing,
  retryPort: nothing,
  pendingLink: nothing,
  restart: nothing,
  answerLink: z.strictObject({
    id: z.number().int(),
    name: z.string().trim().min(1).max(MAX_NAME).nullable(),
  }),
};
