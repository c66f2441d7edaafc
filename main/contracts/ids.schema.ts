import { z } from 'zod';
import type { ChannelId, KeyId, UrlId } from './channel.ts';
import type { NoticeId } from './notice.ts';
import type { RuleId } from './rule.ts';
import type { TokenId } from './token.ts';

const id = z.number().int().positive();

// The brand exists for the compiler alone; at run time an id is a positive whole number.
export const channelIdSchema = id as unknown as z.ZodType<ChannelId, number>;
export const urlIdSchema = id as unknown as z.ZodType<UrlId, number>;
export const keyIdSchema = id as unknown as z.ZodType<KeyId, number>;
export const noticeIdSchema = id as unknown as z.ZodType<NoticeId, number>;
export const ruleIdSchema = id as unknown as z.ZodType<RuleId, number>;
export const tokenIdSchema = id as unknown as z.ZodType<TokenId, number>;

// The same in a path or a query, which carry text: `7` is the number 7.
const idText = z.coerce.number().int().positive();
export const channelIdTextSchema = idText as unknown as z.ZodType<ChannelId, unknown>;
export const keyIdTextSchema = idText as unknown as z.ZodType<KeyId, unknown>;
export const noticeIdTextSchema = idText as unknown as z.ZodType<NoticeId, unknown>;
export const ruleIdTextSchema = idText as unknown as z.ZodType<RuleId, unknown>;
export const tokenIdTextSchema = idText as unknown as z.ZodType<TokenId, unknown>;

/** Instant in epoch milliseconds. */
export const instantSchema = z.number().int().nonnegative();
