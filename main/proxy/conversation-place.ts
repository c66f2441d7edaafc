import { createHash } from 'node:crypto';
import type { Channel } from '../contracts/channel.ts';
import type { AffinitySign } from '../contracts/record.ts';
import { affinityOf, type Affinity } from '../core/affinity/affinity-key.ts';
import type { Preferred } from '../core/affinity/prefer.ts';
import type { Candidate } from '../core/select.ts';
import { isSame, type AffinityPlace, type AffinityTarget } from '../state/affinity-book.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';

/** Prompt caches live about so long after their last use. */
const IDLE_MS = 5 * 60_000;

type PlaceDeps = Pick<
  ProxyDeps,
  'affinities' | 'availability' | 'channels' | 'clock' | 'minted' | 'settings'
>;

/** By what a conversation is looked up; without a key nothing is remembered of it. */
type Known = {
  readonly sign: AffinitySign | null;
  readonly key: string | null;
  /** The first request of a conversation that is known by how it begins: another one with this beginning is another. */
  readonly isBeginning: boolean;
  /** Who minted what the request goes on from. */
  readonly minter: AffinityTarget | null;
};

const UNKNOWN: Known = { sign: null, key: null, isBeginning: false, minter: null };

/**
 * Where the conversation of a request is served, and what the request makes of that. Nothing is looked at, and nothing
 * hashed, before somebody asks, and then only when there is a choice at all.
 */
export class ConversationPlace {
  readonly #call: Pick<Call, 'header'>;
  readonly #admission: Pick<Admission, 'route' | 'body' | 'facts' | 'candidates' | 'conversation'>;
  readonly #deps: PlaceDeps;
  #known: Known | null = null;
  readonly #chosen: AffinityTarget[] = [];

  constructor(
    call: Pick<Call, 'header'>,
    admission: Pick<Admission, 'route' | 'body' | 'facts' | 'candidates' | 'conversation'>,
    deps: PlaceDeps,
  ) {
    this.#call = call;
    this.#admission = admission;
    this.#deps = deps;
  }

  /** How the conversation is known; null when it is not, or when it did not matter. */
  get sign(): AffinitySign | null {
    return this.#known?.sign ?? null;
  }

  /** Where it goes, in this order, as long as it can. */
  get preferred(): readonly Preferred[] {
    const { minter } = this.#know();
    const place = this.#ownPlace();
    if (minter === null && place === null) return [];
    const isIdle = place !== null && this.#deps.clock.now() - place.usedAt > IDLE_MS;
    // Nobody else has what the minter has stored: it is left for no better channel.
    const first = minter === null ? [] : [{ ...minter, isIdle: false }];
    const targets = [place?.target ?? null, place?.standIn ?? null];
    return [...first, ...targets.flatMap((one) => (one === null ? [] : [{ ...one, isIdle }]))];
  }

  /** An attempt is about to be made with this candidate. */
  chosen(candidate: Candidate): void {
    const { key, isBeginning } = this.#know();
    const target = targetOf(candidate);
    const isFirst = this.#chosen.push(target) === 1;
    if (key === null) return;
    const now = this.#deps.clock.now();
    if (isBeginning && isFirst) this.#deps.affinities.begin(key, target, now);
    else this.#deps.affinities.reserve(key, target, now);
  }

  /** The candidate has answered: the conversation goes over to it if it has lost its target. */
  answered(candidate: Candidate): void {
    const place = this.#place();
    const { key } = this.#know();
    const target = targetOf(candidate);
    if (key === null || place === null || isSame(place.target, target)) return;
    if (this.#isLost(place.target, candidate.eligible.channel)) {
      this.#deps.affinities.move(key, target, this.#deps.clock.now());
    }
  }

  /** Whether the request may carry what another than this candidate minted; as long as nobody knows, it may. */
  mayCarryForeign(candidate: Candidate): boolean {
    const place = this.#ownPlace();
    return place === null || place.isMixed || !isSame(place.target, targetOf(candidate));
  }

  /** The request was looked through: whether there was anything of others in it. */
  looked(hasForeign: boolean): void {
    const { key } = this.#know();
    if (key !== null) this.#deps.affinities.looked(key, hasForeign, this.#deps.clock.now());
  }

  /** Whether the target is not only busy: it failed here, cools down, is gone, or was left for a better channel. */
  #isLost(target: AffinityTarget, answering: Channel): boolean {
    if (this.#chosen.some((one) => isSame(one, target))) return true;
    const { eligible } = this.#admission.candidates;
    const one = eligible.find(({ channel }) => channel.id === target.channelId);
    if (one?.keys.some(({ id }) => id === target.keyId) !== true) return true;
    if (answering.priority > one.channel.priority) return true;
    const { parts } = this.#deps.availability;
    const now = this.#deps.clock.now();
    return !parts.hasFree(one, now) || !parts.isKeyFree(target.channelId, target.keyId, now);
  }

  #place(): AffinityPlace | null {
    const { key } = this.#know();
    return key === null ? null : this.#deps.affinities.find(key, this.#deps.clock.now());
  }

  /** Not that of another conversation which began with the same words. */
  #ownPlace(): AffinityPlace | null {
    return this.#know().isBeginning && this.#chosen.length === 0 ? null : this.#place();
  }

  #know(): Known {
    this.#known ??= this.#hasChoice() ? this.#lookUp() : UNKNOWN;
    return this.#known;
  }

  #hasChoice(): boolean {
    if (!this.#deps.settings.current().isAffinityEnabled) return false;
    const { eligible } = this.#admission.candidates;
    return eligible.length > 1 || (eligible[0]?.keys.length ?? 0) > 1;
  }

  #lookUp(): Known {
    const { route, body, facts, conversation } = this.#admission;
    const signs = affinityOf({
      protocol: route.protocol,
      header: this.#call.header,
      body: body.plain,
      members: facts.members,
      conversation,
    });
    let known = UNKNOWN;
    for (const sign of signs) {
      if ('mintedId' in sign) {
        const minter = this.#deps.minted.find(sign.mintedId) ?? null;
        if (minter !== null) known = { ...known, sign: sign.source, minter };
      } else {
        const isBeginning = sign.source === 'hash' && sign.beginning.isAll;
        known = { ...known, sign: known.sign ?? sign.source, key: this.#keyOf(sign), isBeginning };
      }
    }
    return known;
  }

  /** A side thread for a model that the conversation's own channel does not offer, or a protocol that it does not speak. */
  #keyOf(sign: Exclude<Affinity, { mintedId: string }>): string {
    const { facts, candidates } = this.#admission;
    const model = facts.model ?? '';
    if (sign.source === 'hash') return hashOf(model, this.#admission.body.plain, sign);
    const place = this.#deps.affinities.find(sign.key, this.#deps.clock.now());
    const excluded = candidates.exclusions.find(
      ({ channel }) => channel.id === place?.target.channelId,
    );
    const kind = excluded?.reason.kind;
    return kind === 'model' || kind === 'protocol' ? `${sign.key}\n${model}` : sign.key;
  }
}

/** With the model, because a prompt cache is a model's. */
function hashOf(
  model: string,
  body: Buffer,
  { beginning }: Extract<Affinity, { source: 'hash' }>,
): string {
  const sum = createHash('sha256').update(model);
  for (const { start, end } of beginning.ranges) sum.update('\0').update(body.subarray(start, end));
  return `#${sum.digest('base64url').slice(0, 22)}`;
}

function targetOf({ eligible, key }: Candidate): AffinityTarget {
  return { channelId: eligible.channel.id, keyId: key.id };
}
