import { initial } from './0010-initial.ts';
import type { Migration } from './migration.ts';

/** Every step there is, oldest first. A step that was released is never edited; a later one corrects it. */
export const MIGRATIONS: readonly Migration[] = [initial];
